using Microsoft.Win32.SafeHandles;
using Tocsin.Core.Sources.Json;
using Tocsin.Serve.Intake.Documents;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake.Following;

/// <summary>A file that is read as it grows, line by line (intake-protocols, section 6).</summary>
/// <remarks>Belongs to one loop. Keeps the file open, so that one which is renamed or removed is read to its end.</remarks>
internal sealed class FollowedFile : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private const int LookBackBytes = 64 << 10;

    private readonly SafeFileHandle _file;
    private readonly int _lineBytesMax;
    private LineUnwrapper _unwrapper;
    private byte[] _buffer = new byte[BlockBytes];
    private int _have;
    private long _offset;
    private long _complete;
    private bool _isDiscarding;

    private FollowedFile(string path, FileIdentity identity, SafeFileHandle file, string key, int lineBytesMax)
    {
        Path = path;
        Identity = identity;
        Key = key;
        _file = file;
        _lineBytesMax = lineBytesMax;
        _unwrapper = new(lineBytesMax);
    }

    /// <summary>Where it was found last.</summary>
    public string Path { get; set; }

    /// <summary>What it is, whatever it is called.</summary>
    public FileIdentity Identity { get; }

    /// <summary>The key of its position.</summary>
    public string Key { get; private set; }

    /// <summary>How often in a row nothing new was there.</summary>
    public int QuietReads { get; private set; }

    /// <summary>How far it has been read in complete records.</summary>
    public FilePosition Position => new(Key, Path, _complete);

    /// <summary>Opens a file; null while it has no complete line, and where it cannot be opened.</summary>
    public static FollowedFile? Open(
        string path,
        FileIdentity identity,
        IReadOnlyList<FilePosition> known,
        bool fromEnd,
        int lineBytesMax
    )
    {
        SafeFileHandle file;
        try
        {
            const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Share);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var length = RandomAccess.GetLength(file);
        var head = new byte[FileIdentity.FingerprintBytesMax];
        var read = RandomAccess.Read(file, head, 0);
        if (read == 0 || (read < head.Length && head.AsSpan(0, read).IndexOf((byte)'\n') < 0))
        {
            file.Dispose();
            return null;
        }

        var before = known.FirstOrDefault(p => identity.IsKeyOf(p.FileKey, file));
        var key = before?.FileKey ?? identity.KeyOf(file, read);
        // A rotation that copies and truncates: what the copy begins with was read under the other name.
        before ??= known.FirstOrDefault(p => FileIdentity.HaveSameBeginning(p.FileKey, key));
        var opened = new FollowedFile(path, identity, file, key, lineBytesMax);
        opened._offset = opened._complete =
            before is not null ? Math.Min(before.Offset, length)
            : fromEnd ? opened.LastLineEnd(length)
            : 0;
        return opened;
    }

    /// <summary>Reads what is new, up to a block.</summary>
    /// <param name="batch">Takes the records; what is none is counted as skipped.</param>
    /// <param name="documents">Takes documents, for the batch.</param>
    /// <param name="isEnd">Whether nothing will be added, so that a last line without a break counts.</param>
    /// <returns>Whether anything was read.</returns>
    public bool Read(BatchBuilder batch, DocumentIntake documents, bool isEnd = false)
    {
        StartOverIfReplaced();
        if (_have == _buffer.Length)
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, Math.Max(BlockBytes, _lineBytesMax + BlockBytes)));
        var read = RandomAccess.Read(_file, _buffer.AsSpan(_have), _offset + _have);
        if (read == 0 && !(isEnd && _have > 0))
        {
            QuietReads++;
            return false;
        }

        QuietReads = 0;
        _have += read;
        var used = 0;
        while (true)
        {
            var end = _buffer.AsSpan(used, _have - used).IndexOf((byte)'\n');
            if (end < 0)
                break;
            TakeLine(used, end, batch, documents);
            used += end + 1;
            // Parts that wait for the rest of their line are read again after a restart.
            if (!_unwrapper.IsWaiting)
                _complete = _offset + used;
        }

        if (isEnd && read == 0 && used < _have)
        {
            TakeLine(used, _have - used, batch, documents);
            used = _have;
        }

        if (_have - used > _lineBytesMax)
        {
            // Passed over as it comes, so that it need not be held.
            if (!_isDiscarding)
                batch.Skipped++;
            _isDiscarding = true;
            used = _have;
        }

        _buffer.AsSpan(used, _have - used).CopyTo(_buffer);
        _have -= used;
        _offset += used;
        if (isEnd)
            _complete = _offset;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void TakeLine(int start, int length, BatchBuilder batch, DocumentIntake documents)
    {
        if (_isDiscarding)
        {
            _isDiscarding = false;
            return;
        }

        var line = _buffer.AsSpan(start, length).TrimEnd((byte)'\r');
        if (line.Length > _lineBytesMax)
        {
            batch.Skipped++;
            return;
        }

        var record = _unwrapper.Take(line, out var isTooLong);
        if (isTooLong)
            batch.Skipped++;
        if (record is null || JsonScan.SkipBlanks(record, 0) == record.Length)
            return;
        if (documents.Add(record, 0, record.Length, null, null) != DocumentOutcome.Accepted)
            batch.Skipped++;
    }

    /// <summary>Begins again where the file was cut (copy and truncate), or its beginning is another one.</summary>
    private void StartOverIfReplaced()
    {
        var length = RandomAccess.GetLength(_file);
        if (length >= _offset + _have && (length == 0 || Identity.IsKeyOf(Key, _file)))
            return;
        Key = Identity.KeyOf(_file, (int)Math.Min(length, FileIdentity.FingerprintBytesMax));
        _offset = _complete = 0;
        _have = 0;
        _isDiscarding = false;
        _unwrapper = new(_lineBytesMax);
    }

    /// <summary>The place behind the last complete line.</summary>
    private long LastLineEnd(long length)
    {
        var start = Math.Max(0, length - LookBackBytes);
        var tail = new byte[length - start];
        var read = RandomAccess.Read(_file, tail, start);
        var last = tail.AsSpan(0, read).LastIndexOf((byte)'\n');
        return last < 0 ? length : start + last + 1;
    }
}
