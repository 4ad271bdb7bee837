using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Log.Segments;

/// <summary>Writes a segment file: batches in order, cut into blocks; durable once <see cref="Finish"/> returns.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int Quality = 1;
    private const int WindowBits = 22;
    private readonly FileStream _file;
    private readonly int _blockBytes;
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly ArrayBufferWriter<byte> _frames = new();
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<SegmentBlock> _blocks = [];
    private byte[] _packed = [];
    private long _first;
    private long _last;
    private long _records;
    private long _earliest = long.MaxValue;
    private long _latest = long.MinValue;
    private long _arrived = long.MinValue;

    /// <param name="path">A file that is not there yet.</param>
    /// <param name="blockBytes">The size of a block before compression.</param>
    public SegmentWriter(string path, int blockBytes)
    {
        _blockBytes = blockBytes;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        _file.Write(SegmentFormat.Begin);
    }

    /// <summary>The blocks so far.</summary>
    public IReadOnlyList<SegmentBlock> Blocks => _blocks;

    /// <summary>Adds a batch; offsets ascend.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="arrived">When it arrived.</param>
    /// <param name="records">How many records it has.</param>
    /// <param name="frame">The batch as a <see cref="BatchFrame"/>.</param>
    /// <param name="footprint">What it means to rules; null where that is not known.</param>
    public void Add(long offset, long arrived, long records, ReadOnlySpan<byte> frame, Live.BatchFootprint? footprint)
    {
        if (_frames.WrittenCount > 0 && _frames.WrittenCount + frame.Length > _blockBytes)
            EndBlock();
        if (_frames.WrittenCount == 0)
            _first = offset;
        _last = offset;
        _records += records;
        _arrived = Math.Max(_arrived, arrived);
        _earliest = Math.Min(_earliest, footprint?.EarliestMillis ?? long.MinValue);
        _latest = Math.Max(_latest, footprint?.LatestMillis ?? long.MaxValue);
        foreach (var key in footprint?.StateKeys ?? [SegmentBlock.AnyRule])
            _keys.Add(key);
        _frames.Write(frame);
    }

    /// <summary>Writes what is left and the index, and syncs the file.</summary>
    public void Finish()
    {
        EndBlock();
        var indexAt = _file.Position;
        var index = new ArrayBufferWriter<byte>();
        VarInt.Write(index, (ulong)_blocks.Count);
        foreach (var block in _blocks)
        {
            _scratch.ResetWrittenCount();
            block.Write(_scratch);
            VarInt.Write(index, (ulong)block.Position);
            VarInt.Write(index, (ulong)_scratch.WrittenCount);
            index.Write(_scratch.WrittenSpan);
        }

        WriteMarked(SegmentFormat.IndexMark, index.WrittenSpan);
        Span<byte> trailer = stackalloc byte[SegmentFormat.TrailerBytes];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, indexAt);
        BinaryPrimitives.WriteUInt64LittleEndian(trailer[8..], StableHash.Of(trailer[..8]));
        SegmentFormat.End.CopyTo(trailer[16..]);
        _file.Write(trailer);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private void EndBlock()
    {
        if (_frames.WrittenCount == 0)
            return;
        var raw = _frames.WrittenSpan;
        var room = BrotliEncoder.GetMaxCompressedLength(raw.Length);
        if (_packed.Length < room)
            _packed = GC.AllocateUninitializedArray<byte>(room);
        if (!BrotliEncoder.TryCompress(raw, _packed, out var length, Quality, WindowBits))
            throw new InvalidOperationException("a block did not fit the length that it has at most");
        var packed = _packed.AsSpan(0, length);
        var block = new SegmentBlock
        {
            First = _first,
            Last = _last,
            Records = _records,
            Earliest = _earliest,
            Latest = _latest,
            Arrived = _arrived,
            StateKeys = [.. _keys],
            RawBytes = raw.Length,
            PackedBytes = length,
            Sum = StableHash.Of(packed),
        };
        _scratch.ResetWrittenCount();
        block.Write(_scratch);
        WriteMarked(SegmentFormat.BlockMark, _scratch.WrittenSpan);
        _blocks.Add(block with { Position = _file.Position });
        _file.Write(packed);

        _frames.ResetWrittenCount();
        _keys.Clear();
        _records = 0;
        _earliest = long.MaxValue;
        _latest = long.MinValue;
        _arrived = long.MinValue;
    }

    private void WriteMarked(uint mark, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[SegmentFormat.MarkBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, mark);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], StableHash.Of(content));
        _file.Write(head);
        _file.Write(content);
    }
}
