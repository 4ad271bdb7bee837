using Tocsin.Core.Sources.Json;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake;

/// <summary>Puts the records of one request side by side, one a line, until they are handed to the log as a batch.</summary>
/// <remarks>
/// Belongs to one request. The record at hand is built in place and can be taken back until it is completed. The bytes are lent: whoever disposes of the builder
/// does so once the log has answered; without that they are collected.
/// </remarks>
internal sealed class BatchBuilder : IDisposable
{
    private const int FirstBytes = 16 << 10;

    private readonly List<int> _lengths = [];
    private readonly List<RecordKey> _keys = [];
    private byte[] _buffer;
    private int _length;

    /// <param name="bytesExpected">How many bytes the records will have, about.</param>
    public BatchBuilder(long bytesExpected = 0) =>
        _buffer = RecordBuffers.Rent((int)Math.Clamp(bytesExpected, FirstBytes, 8 << 20));

    /// <summary>How many records are complete.</summary>
    public int Count => _lengths.Count;

    /// <summary>How many records were left out because they are no records.</summary>
    public int Skipped { get; set; }

    /// <summary>Where the record at hand begins.</summary>
    public int RecordStart { get; private set; }

    /// <summary>The bytes of the record at hand.</summary>
    public ReadOnlySpan<byte> Record => _buffer.AsSpan(RecordStart, _length - RecordStart);

    /// <summary>All bytes written.</summary>
    public int Length => _length;

    /// <summary>Some of the bytes of the record at hand, from a place of the whole buffer on.</summary>
    public ReadOnlySpan<byte> From(int position) => _buffer.AsSpan(position, _length - position);

    /// <summary>Adds bytes to the record at hand.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Adds a byte to the record at hand.</summary>
    public void Append(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    /// <summary>Puts bytes into the record at hand.</summary>
    /// <param name="at">Counted from the record's beginning.</param>
    /// <param name="bytes">What to put there.</param>
    public void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        var position = RecordStart + at;
        Buffer.BlockCopy(_buffer, position, _buffer, position + bytes.Length, _length - position);
        bytes.CopyTo(_buffer.AsSpan(position));
        _length += bytes.Length;
    }

    /// <summary>Forgets the record at hand.</summary>
    public void Discard() => _length = RecordStart;

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        _length = RecordStart = 0;
        _lengths.Clear();
        _keys.Clear();
    }

    /// <summary>Ends the record at hand. Line breaks between its tokens are taken out, so that it is one line.</summary>
    public void Complete(RecordKey key)
    {
        var record = _buffer.AsSpan(RecordStart, _length - RecordStart);
        if (record.ContainsAny((byte)'\n', (byte)'\r'))
            _length = RecordStart + MakeOneLine(record);
        Append((byte)'\n');
        _lengths.Add(_length - RecordStart);
        _keys.Add(key);
        RecordStart = _length;
    }

    /// <summary>The batch; the builder must not be used any more.</summary>
    public IntakeBatch ToBatch(string source, string? peer, long arrivedMillis, FilePosition? position = null) =>
        new()
        {
            Source = source,
            Peer = peer,
            ArrivedMillis = arrivedMillis,
            Records = _buffer.AsMemory(0, RecordStart),
            Lengths = _lengths,
            Keys = _keys,
            Position = position,
        };

    /// <summary>Gives the bytes back; neither the builder nor a batch of it may be used any more.</summary>
    public void Dispose()
    {
        RecordBuffers.Return(_buffer);
        _buffer = [];
        _length = RecordStart = 0;
    }

    private static int MakeOneLine(Span<byte> record)
    {
        var length = JsonText.Minify(record, record);
        // A line break inside of a string is no JSON, but some senders write it; a blank keeps the line whole.
        record[..length].Replace((byte)'\n', (byte)' ');
        record[..length].Replace((byte)'\r', (byte)' ');
        return length;
    }

    private void Reserve(int more)
    {
        if (more <= _buffer.Length - _length)
            return;
        var wanted = Math.Max((long)_length + more, Math.Min(_buffer.Length * 2L, (long)_buffer.Length + (64 << 20)));
        if (wanted > Array.MaxLength)
            throw new IntakeRefusedException(413, "the records of one request are too many bytes");
        var grown = RecordBuffers.Rent((int)wanted);
        _buffer.AsSpan(0, _length).CopyTo(grown);
        RecordBuffers.Return(_buffer);
        _buffer = grown;
    }
}
