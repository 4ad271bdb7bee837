using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tocsin.Core.Events;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Walks a JSON object like <see cref="DocumentWalker"/>, a vector at a time; gives up on all that is not plain and well formed.</summary>
/// <remarks>
/// <para>Three things make it fast. Keys are not searched for but expected: each place of the trie remembers the order of its keys, and one comparison
/// takes a key, its quotes and its colon. The ends of strings and of what is skipped are found 32 or 64 bytes at a time. And nothing
/// is checked against the end of the text until a member is over: behind the text some bytes of the buffer can always be read.</para>
/// <para>Whatever is rare (an escape in a key, deep nesting, text that is broken or cut off) ends the walk without a result, and the plain
/// version walks the record again and says what is the matter. So both agree on failures by construction, and on the rest by
/// tests.</para>
/// </remarks>
internal sealed class VectorWalker(Captures captures)
{
    /// <summary>How many bytes of the buffer must follow the text. A step reads no further from a position inside of the text:
    /// key (32), value (1 + 64), comma and quote.</summary>
    public const int Slack = 128;

    private const int GivenUp = -1;
    private const int DepthMax = 100;

    // The grammar's signs, to be compared with a value's first byte.
    private const byte Quote = (byte)'"';

    private readonly ByteArena _keys = new();
    private ReadPlan _plan = null!;
    private byte[] _buffer = [];
    private int _end;
    private long _object;

    /// <summary>Whether the machine has what it takes.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    /// <summary>The path of a wanted key that an object held twice, or null.</summary>
    public string? RepeatedPath { get; private set; }

    /// <summary>Walks an object; the captures are clear before, and hold rubbish if it gives up.</summary>
    /// <param name="buffer">Holds it.</param>
    /// <param name="start">At its opening brace.</param>
    /// <param name="end">Behind the last byte that may belong to it; <see cref="Slack"/> bytes or more before the end of the buffer.</param>
    /// <param name="plan">What to look for; one that does not discover.</param>
    /// <returns>The position behind it, or a negative number.</returns>
    public int Walk(byte[] buffer, int start, int end, ReadPlan plan)
    {
        Debug.Assert(!plan.Discovers && end <= buffer.Length - Slack, "the caller has looked");
        _plan = plan;
        _buffer = buffer;
        _end = end;
        RepeatedPath = null;
        var found = WalkObject(ref MemoryMarshal.GetArrayDataReference(buffer), start, plan.Root, 0);
        return found <= end ? found : GivenUp;
    }

    // PERF: the methods of the walk are compiled once and well. A scan of a gigabyte takes half a second, and the runtime's tiers need as long to
    // find out what is hot: with them the same scan took 1.7 times the processor time (docs/performance.md, Reading).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int WalkObject(ref byte text, int position, TrieNode node, int depth)
    {
        if (depth > DepthMax)
            return GivenUp;
        var current = ++_object;
        var nodeCount = _plan.NodeCount;
        if (node.Shape is not { } shape || shape.NodeCount != nodeCount)
            node.Shape = shape = new(nodeCount);
        var member = shape.Start;
        position++;
        while (true)
        {
            TrieNode? child;
            if (position >= _end)
                return GivenUp;
            // SAFETY: the position is inside of the text, and behind the text there is slack; see the constant.
            ref var at = ref Unsafe.Add(ref text, position);
            if (member.Next is { } next && next.IsAt(ref at, _end - position))
            {
                member = next;
                child = next.Child;
                position += next.Length;
            }
            else if (member.Other is { } other && other.IsAt(ref at, _end - position))
            {
                member = other;
                child = other.Child;
                position += other.Length;
            }
            else if (at == Quote)
            {
                position = FindMember(position, node, shape, ref member, out child);
                if (position < 0)
                    return GivenUp;
            }
            else if (at == '}')
            {
                return position + 1;
            }
            else if (JsonScan.IsBlank(at))
            {
                _ = TrySkipBlanks(ref position);
                continue;
            }
            else
            {
                return GivenUp;
            }

            var value = Unsafe.Add(ref text, position);
            if (value <= ' ')
            {
                if (!TrySkipBlanks(ref position))
                    return GivenUp;
                value = Unsafe.Add(ref text, position);
            }

            if (child is null)
            {
                position = Skip(ref text, position, value, depth + 1);
            }
            else
            {
                if (child.SeenIn == current)
                    RepeatedPath ??= child.Path;
                child.SeenIn = current;
                var begin = position;
                position = WalkValue(ref text, position, value, child, depth + 1);
                if (child.Probe >= 0)
                    captures.Set(child.Probe, DocumentWalker.KindOf(value), begin, position);
            }

            if (position < 0)
                return GivenUp;
            // SAFETY: a value that begins in the slack's first bytes ends within it.
            var sign = Unsafe.Add(ref text, position);
            if (sign <= ' ')
            {
                if (!TrySkipBlanks(ref position))
                    return GivenUp;
                sign = Unsafe.Add(ref text, position);
            }

            position++;
            if (sign == ',')
                continue;
            return sign == '}' ? position : GivenUp;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WalkValue(ref byte text, int position, byte value, TrieNode node, int depth)
    {
        if (value != Quote)
            return WalkOther(ref text, position, value, node, depth);
        var close = EndOfText(ref text, position + 1, out var isEscaped);
        if (close < 0)
            return GivenUp;
        var length = close - position - 1;
        if (node.Capture >= 0 && (length > 0 || !_plan.DropsEmptyTexts))
            captures.Add(node.Capture, JsonKind.String, position + 1, length, isEscaped);
        return close + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int WalkOther(ref byte text, int position, byte value, TrieNode node, int depth)
    {
        if (value == '{')
        {
            var end = node.HasChildren
                ? WalkObject(ref text, position, node, depth)
                : Skip(ref text, position, value, depth);
            if (end >= 0 && node.Capture >= 0)
                captures.Add(node.Capture, JsonKind.Object, position, end - position, false);
            return end;
        }

        if (value == '[')
            return node.HasChildren || node.Capture >= 0
                ? WalkArray(ref text, position, node, depth)
                : Skip(ref text, position, value, depth);
        var scalarEnd = SkipScalar(ref text, position, value);
        if (scalarEnd >= 0 && value != 'n' && node.Capture >= 0)
            captures.Add(node.Capture, DocumentWalker.KindOf(value), position, scalarEnd - position, false);
        return scalarEnd;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int WalkArray(ref byte text, int position, TrieNode node, int depth)
    {
        if (depth > DepthMax)
            return GivenUp;
        position++;
        while (true)
        {
            if (position >= _end)
                return GivenUp;
            var value = Unsafe.Add(ref text, position);
            if (value <= ' ')
            {
                if (!TrySkipBlanks(ref position))
                    return GivenUp;
                value = Unsafe.Add(ref text, position);
            }

            if (value == ']')
                return position + 1;
            position = WalkValue(ref text, position, value, node, depth + 1);
            if (position < 0)
                return GivenUp;
            var sign = Unsafe.Add(ref text, position);
            if (sign <= ' ')
            {
                if (!TrySkipBlanks(ref position))
                    return GivenUp;
                sign = Unsafe.Add(ref text, position);
            }

            position++;
            if (sign == ',')
                continue;
            return sign == ']' ? position : GivenUp;
        }
    }

    /// <summary>Looks a key up that was not expected, and expects it from now on.</summary>
    /// <param name="start">At its opening quote.</param>
    /// <param name="node">The place of the object.</param>
    /// <param name="shape">The object's keys.</param>
    /// <param name="member">The key before it; becomes this one, if it can be remembered.</param>
    /// <param name="child">The wanted place that it leads to, or null.</param>
    /// <returns>The position behind its colon, or a negative number.</returns>
    private int FindMember(int start, TrieNode node, ObjectShape shape, ref KeyMember member, out TrieNode? child)
    {
        child = null;
        var text = _buffer.AsSpan(0, _end);
        var close = JsonScan.FindQuoteOrSlash(text, start + 1);
        if (close < 0 || close + 1 >= text.Length || text[close] != Quote || text[close + 1] != ':')
            return GivenUp;
        var whole = text[start..(close + 2)];
        var found = shape.Find(whole);
        if (found is null)
        {
            child = node.FindPath(text[(start + 1)..close], _keys);
            _keys.Clear();
            found = shape.Add(whole, child);
            if (found is null)
                return close + 2;
        }

        child = found.Child;
        if (member.Next is null)
            member.Next = found;
        else
            member.Other = found;
        member = found;
        return close + 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Skip(ref byte text, int position, byte value, int depth)
    {
        if (value != Quote)
            return SkipOther(ref text, position, value, depth);
        var close = EndOfText(ref text, position + 1, out _);
        return close < 0 ? GivenUp : close + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int SkipOther(ref byte text, int position, byte value, int depth)
    {
        // `{` and `[` differ in one bit only, and are followed by their counterparts.
        if ((value | 0x20) != '{')
            return SkipScalar(ref text, position, value);
        return Unsafe.Add(ref text, position + 1) == value + 2
            ? position + 2
            : VectorScan.Skip(ref text, position, _end, JsonScan.DepthMax - depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SkipScalar(ref byte text, int position, byte value)
    {
        const uint True = 0x6575_7274;
        const uint Null = 0x6C6C_756E;
        const uint False = 0x6573_6C61;
        switch (value)
        {
            case (byte)'t':
                return ReadWord(ref text, position) == True ? position + 4 : GivenUp;
            case (byte)'n':
                return ReadWord(ref text, position) == Null ? position + 4 : GivenUp;
            case (byte)'f':
                return ReadWord(ref text, position + 1) == False ? position + 5 : GivenUp;
            case >= (byte)'1' and <= (byte)'9':
                const int DigitsMax = 16;
                for (var i = position + 1; i < position + DigitsMax; i++)
                {
                    var next = Unsafe.Add(ref text, i);
                    if ((uint)(next - '0') <= 9)
                        continue;
                    if (next is (byte)'.' or (byte)'e' or (byte)'E')
                        break;
                    return i;
                }

                break;
        }

        return position < _end ? JsonScan.SkipScalar(_buffer.AsSpan(0, _end), position) : GivenUp;
    }

    /// <summary>The closing quote of a text.</summary>
    /// <param name="text">The buffer.</param>
    /// <param name="position">Behind the opening quote.</param>
    /// <param name="isEscaped">Whether the text has escapes.</param>
    /// <returns>Its position, or a negative number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EndOfText(ref byte text, int position, out bool isEscaped)
    {
        // SAFETY: a text that begins in the first half of the slack is followed by a block; see the constant.
        var block = new BlockScan(ref text, position);
        var quotes = block.Quotes();
        var slashes = block.Slashes();
        // PERF: the next member waits for the quote's place only; whether a backslash stands before it is a branch that nobody waits for.
        isEscaped = (slashes & (quotes ^ (quotes - 1))) != 0;
        return quotes != 0 && !isEscaped
            ? position + BitOperations.TrailingZeroCount(quotes)
            : EndOfLongText(ref text, position, ref isEscaped);
    }

    private int EndOfLongText(ref byte text, int position, ref bool isEscaped)
    {
        ulong carry = 0;
        for (; position < _end; position += BlockScan.Bytes)
        {
            var block = new BlockScan(ref text, position);
            var quotes = block.Quotes();
            var slashes = block.Slashes();
            if ((slashes | carry) != 0)
            {
                quotes &= ~BlockScan.Escaped(slashes, ref carry);
                isEscaped |= (slashes & (quotes ^ (quotes - 1))) != 0;
            }

            if (quotes != 0)
                return position + BitOperations.TrailingZeroCount(quotes);
        }

        return GivenUp;
    }

    private bool TrySkipBlanks(ref int position)
    {
        if (position < _end)
            position = JsonScan.SkipBlanks(_buffer.AsSpan(0, _end), position);
        return position < _end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadWord(ref byte text, int position) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, position));
}
