namespace Tocsin.Core.Sources.Framing;

/// <summary>Cuts one input into chunks of whole records.</summary>
/// <remarks>
/// The cut is a function of the input's unpacked bytes and the options: not of threads, nor of how the bytes arrive. Memory: one
/// buffer, larger only while a record is larger. Threads: one at a time; chunks may be returned from any.
/// </remarks>
internal sealed class ChunkReader(InputOptions options, IInputProblems problems)
{
    private const int BufferBytesMin = 256;
    private readonly BufferPool _pool = new(Math.Max(BufferBytesMin, options.ChunkBytes + options.ChunkBytes / 4));
    private int _ordinal;

    /// <summary>Reads an input to its end.</summary>
    /// <param name="file">The input.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="source">Gives its records again; null where nothing does.</param>
    public IEnumerable<RecordChunk> Read(InputFile file, InputStream stream, IRecordSource? source = null)
    {
        var framer = new RecordFramer();
        var buffer = _pool.Rent(0);
        var records = new List<RecordSlice>();
        long basePosition = 0;
        var position = 0;
        var filled = 0;
        var isEnd = false;
        var isFirst = true;
        while (true)
        {
            if (!isEnd)
            {
                var count = stream.Fill(buffer.AsSpan(filled), out var failure);
                filled += count;
                isEnd = filled < buffer.Length || failure is not null;
                if (failure is not null)
                    ReportFailure(file, basePosition + filled, $"the input breaks off: {failure}");
            }

            if (basePosition == 0 && position == 0 && records.Count == 0)
                position = buffer.AsSpan(0, filled).StartsWith(Preamble) ? Preamble.Length : 0;
            var result = Frame(framer, buffer.AsSpan(0, filled), ref position, isEnd, basePosition, records);
            if (records.Count > 0)
            {
                if (isFirst && Refuse(file, buffer, records[0]))
                    yield break;
                isFirst = false;
                var tail = filled - position;
                var next = _pool.Rent(tail + 1);
                buffer.AsSpan(position, tail).CopyTo(next);
                yield return new RecordChunk
                {
                    File = file,
                    Ordinal = _ordinal++,
                    Buffer = buffer,
                    Records = records,
                    Source = source,
                    Returned = Return,
                };
                buffer = next;
                records = new(records.Count + records.Count / 8);
                basePosition += position;
                filled = tail;
                position = 0;
            }
            else if (result == FrameResult.End)
            {
                _pool.Return(buffer);
                yield break;
            }
            else if (position > 0)
            {
                buffer.AsSpan(position, filled - position).CopyTo(buffer);
                filled -= position;
                basePosition += position;
                position = 0;
            }
            else if (filled == buffer.Length)
            {
                if (buffer.Length < options.RecordBytesMax)
                {
                    Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, Array.MaxLength));
                    continue;
                }

                problems.Report(
                    new(
                        InputProblemKind.Unreadable,
                        file.Path,
                        framer.Line,
                        basePosition,
                        $"the record is longer than {options.RecordBytesMax / (1 << 20)} MiB"
                    )
                );
                framer.Discard();
            }
        }
    }

    private static ReadOnlySpan<byte> Preamble => [0xEF, 0xBB, 0xBF];

    private FrameResult Frame(
        RecordFramer framer,
        ReadOnlySpan<byte> data,
        ref int position,
        bool isEnd,
        long basePosition,
        List<RecordSlice> records
    )
    {
        while (true)
        {
            var result = framer.Next(data, ref position, isEnd, out var record, out var line);
            if (result != FrameResult.Record)
                return result;
            var (offset, length) = record.GetOffsetAndLength(data.Length);
            records.Add(new(offset, length, line, basePosition + offset));
            if (position >= options.ChunkBytes || records.Count >= options.ChunkRecordsMax)
                return result;
        }
    }

    private bool Refuse(InputFile file, byte[] buffer, RecordSlice first)
    {
        if (ForeignText.Explain(buffer.AsSpan(first.Offset, first.Length)) is not { } reason)
            return false;
        ReportFailure(file, first.BytePosition, reason);
        return true;
    }

    private void ReportFailure(InputFile file, long bytePosition, string message) =>
        problems.Report(new(InputProblemKind.InputFailed, file.Path, 0, bytePosition, message));

    private void Return(RecordChunk chunk) => _pool.Return(chunk.Buffer);
}
