using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Tocsin.Core.Sources.Framing;

/// <summary>Reads records of files again that a run has read. The files stay open for it: one that is renamed meanwhile is still the one that was read.</summary>
/// <remarks>One thread adds files; any may read.</remarks>
/// <param name="problems">Told of a file that is no longer what it was.</param>
internal sealed class FileRecords(IInputProblems problems) : IRecordSource, IDisposable
{
    /// <summary>How many files are held open; of others, who keeps an event copies its record.</summary>
    private const int FilesMax = 64;

    /// <summary>The bits of a position that are the byte in the file; those above are the input's ordinal.</summary>
    private const int ByteBits = 44;

    private readonly ConcurrentDictionary<int, HeldFile> _files = [];

    /// <inheritdoc/>
    public bool GivesDocuments => false;

    /// <summary>Takes over the file behind an input if its records can be read again: not those of pipes and packed files.</summary>
    /// <returns>Whether chunks of the input may have this as their source.</returns>
    public bool TryAdd(InputFile input, InputStream stream)
    {
        if (_files.Count >= FilesMax || input.Ordinal >= 1 << (63 - ByteBits) || stream.TakeFile() is not { } file)
            return false;
        _files[input.Ordinal] = new(input.Path, file);
        return true;
    }

    /// <inheritdoc/>
    public RecordPlace PlaceOf(RecordChunk chunk, int record, int start, int end)
    {
        var slice = chunk.Records[record];
        var position = slice.BytePosition + start - slice.Offset;
        return new(
            this,
            ((long)chunk.File.Ordinal << ByteBits) | position,
            end - start,
            RecordPrint.Of(chunk.Buffer.AsSpan(start, end - start))
        );
    }

    /// <inheritdoc/>
    /// <remarks>Where the file was cut off or written anew, the problem is reported and an empty object stands for the record.</remarks>
    public byte[] Read(in RecordPlace place)
    {
        var file = _files[(int)(place.Position >> ByteBits)];
        var position = place.Position & ((1L << ByteBits) - 1);
        var record = new byte[place.Length];
        if (TryFill(file.Handle, record, position) && RecordPrint.Of(record) == place.Print)
            return record;
        if (file.IsFirstProblem())
            problems.Report(
                new(
                    InputProblemKind.InputFailed,
                    file.Path,
                    0,
                    position,
                    "the file was changed while it was scanned, so events of alerts are missing; scan it again, or a copy of it"
                )
            );
        return "{}"u8.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Stream.Dispose();
        _files.Clear();
    }

    private static bool TryFill(SafeFileHandle handle, Span<byte> target, long position)
    {
        try
        {
            while (target.Length > 0)
            {
                var count = RandomAccess.Read(handle, target, position);
                if (count == 0)
                    return false;
                target = target[count..];
                position += count;
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A file that is held open.</summary>
    private sealed class HeldFile(string path, FileStream stream)
    {
        private int _problems;

        public string Path => path;

        public FileStream Stream => stream;

        // The stream moves its handle each time that it is asked for it.
        public SafeFileHandle Handle { get; } = stream.SafeFileHandle;

        public bool IsFirstProblem() => Interlocked.Exchange(ref _problems, 1) == 0;
    }
}
