using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Log.Segments;

/// <summary>Reads a segment file. Whatever is not what was written is left out and reported; the rest is read.</summary>
internal sealed class SegmentReader : IDisposable
{
    // A description holds the state keys of rules; this is more than any set of rules comes to.
    private const int DescriptionBytesMax = 64 << 20;
    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly Action<LogDamage> _report;
    private readonly long _length;

    private SegmentReader(SafeFileHandle file, string name, Action<LogDamage> report)
    {
        _file = file;
        _name = name;
        _report = report;
        _length = RandomAccess.GetLength(file);
        Blocks = ReadIndex() ?? ScanBlocks();
    }

    /// <summary>The blocks that are known, in order.</summary>
    public IReadOnlyList<SegmentBlock> Blocks { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Hears of damages.</param>
    public static SegmentReader Open(string path, Action<LogDamage> report)
    {
        var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return new(file, Path.GetFileName(path), report);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The batches of a block, in order; those that are damaged are left out.</summary>
    public IReadOnlyList<LogBatch> Read(SegmentBlock block)
    {
        var packed = GC.AllocateUninitializedArray<byte>(block.PackedBytes);
        if (ReadAt(block.Position, packed) != packed.Length)
            return Lost(block, "the file ends within a block");
        if (StableHash.Of(packed) != block.Sum)
            return Lost(block, "the checksum of a block is wrong");
        var raw = GC.AllocateUninitializedArray<byte>(block.RawBytes);
        if (!BrotliDecoder.TryDecompress(packed, raw, out var length) || length != raw.Length)
            return Lost(block, "a block cannot be unpacked");
        var batches = new List<LogBatch>();
        for (ReadOnlySpan<byte> rest = raw; !rest.IsEmpty; )
        {
            var size = BatchFrame.LengthAt(rest);
            if (size < 0 || !BatchFrame.TryRead(rest[..size], out var batch))
                return Lost(block, "a batch in a block is not what was written", batches);
            batches.Add(batch);
            rest = rest[size..];
        }

        return batches;
    }

    public void Dispose() => _file.Dispose();

    private IReadOnlyList<LogBatch> Lost(SegmentBlock block, string what, List<LogBatch>? read = null)
    {
        _report(new(_name, block.Position, read is [.., var last] ? last.Offset + 1 : block.First, block.Last, what));
        return read ?? [];
    }

    private List<SegmentBlock>? ReadIndex()
    {
        Span<byte> trailer = stackalloc byte[SegmentFormat.TrailerBytes];
        if (
            _length < SegmentFormat.TrailerBytes
            || ReadAt(_length - SegmentFormat.TrailerBytes, trailer) != trailer.Length
            || !trailer[16..].SequenceEqual(SegmentFormat.End)
            || BinaryPrimitives.ReadUInt64LittleEndian(trailer[8..]) != StableHash.Of(trailer[..8])
        )
            return Damaged(_length, "the end of the file is missing or damaged");
        var at = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        if (ReadMarked(at, SegmentFormat.IndexMark) is not { } content)
            return Damaged(at, "the index of the file is damaged");
        ReadOnlySpan<byte> rest = content;
        if (!VarInt.TryRead(ref rest, out var count))
            return null;
        var blocks = new List<SegmentBlock>();
        for (ulong i = 0; i < count; i++)
        {
            if (
                !VarInt.TryRead(ref rest, out var position)
                || !VarInt.TryRead(ref rest, out var length)
                || length > (ulong)rest.Length
                || SegmentBlock.TryRead(rest[..(int)length], (long)position) is not { } block
            )
                return null;
            blocks.Add(block);
            rest = rest[(int)length..];
        }

        return blocks;
    }

    private List<SegmentBlock>? Damaged(long position, string what)
    {
        _report(new(_name, position, 0, 0, what + "; its blocks are read one by one"));
        return null;
    }

    /// <summary>Finds the blocks by their marks.</summary>
    private List<SegmentBlock> ScanBlocks()
    {
        var blocks = new List<SegmentBlock>();
        long at = SegmentFormat.Begin.Length;
        while (FindMark(at) is { } found)
        {
            if (
                ReadMarked(found, SegmentFormat.BlockMark) is { } content
                && SegmentBlock.TryRead(content, found + SegmentFormat.MarkBytes + content.Length) is { } block
            )
            {
                blocks.Add(block);
                at = block.Position + block.PackedBytes;
            }
            else
            {
                _report(new(_name, found, 0, 0, "the description of a block is damaged"));
                at = found + 1;
            }
        }

        return blocks;
    }

    private long? FindMark(long from)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, SegmentFormat.BlockMark);
        var window = new byte[64 << 10];
        while (from < _length)
        {
            var read = ReadAt(from, window);
            if (read < mark.Length)
                return null;
            var found = window.AsSpan(0, read).IndexOf(mark);
            if (found >= 0)
                return from + found;
            from += read - mark.Length + 1;
        }

        return null;
    }

    private byte[]? ReadMarked(long at, uint mark)
    {
        Span<byte> head = stackalloc byte[SegmentFormat.MarkBytes];
        if (at < 0 || ReadAt(at, head) != head.Length || BinaryPrimitives.ReadUInt32LittleEndian(head) != mark)
            return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (length > DescriptionBytesMax || length > _length - at)
            return null;
        var content = new byte[length];
        return
            ReadAt(at + head.Length, content) == content.Length
            && StableHash.Of(content) == BinaryPrimitives.ReadUInt64LittleEndian(head[8..])
            ? content
            : null;
    }

    private int ReadAt(long position, Span<byte> target)
    {
        var total = 0;
        while (total < target.Length)
        {
            var read = RandomAccess.Read(_file, target[total..], position + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }
}
