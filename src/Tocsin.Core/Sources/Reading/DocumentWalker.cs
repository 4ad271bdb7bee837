using Tocsin.Core.Events;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Walks a JSON object once along the trie of a plan, collects what is wanted and skips the rest.</summary>
/// <remarks>
/// <para>A key with dots is as many levels as it has parts (data-sources 1.1); arrays are walked element by element at the same place
/// (1.3). Recursion follows wanted places only and is bounded by <see cref="JsonScan.DepthMax"/>.</para>
/// <para>What is checked is the grammar of every object and array that is entered, and of what is skipped that which <see cref="JsonScan"/>
/// says. A comma before a closing brace or bracket is tolerated, and so are control characters in strings.</para>
/// </remarks>
internal sealed class DocumentWalker(Captures captures, bool usesVectors)
{
    private readonly VectorWalker? _vectors = usesVectors && VectorWalker.IsSupported ? new(captures) : null;
    private readonly ByteArena _keys = new();
    private byte[] _buffer = [];
    private ReadPlan _plan = null!;
    private long[] _seenIn = [];
    private long _object;

    /// <summary>Where the walk failed; negative if it did not.</summary>
    public int FailedAt { get; private set; }

    /// <summary>The path of a wanted key that an object held twice, or null.</summary>
    public string? RepeatedPath { get; private set; }

    /// <summary>Walks an object; the captures are cleared before.</summary>
    /// <param name="buffer">Holds it.</param>
    /// <param name="start">At its opening brace.</param>
    /// <param name="end">Behind the last byte that may belong to it.</param>
    /// <param name="plan">What to look for.</param>
    /// <returns>The position behind it, or a failure as <see cref="JsonScan"/> names them.</returns>
    public int Walk(byte[] buffer, int start, int end, ReadPlan plan)
    {
        captures.Clear();
        captures.Reserve(plan.CaptureCount);
        _keys.Clear();
        _buffer = buffer;
        _plan = plan;
        if (_seenIn.Length < plan.NodeCount)
            Array.Resize(ref _seenIn, plan.NodeCount * 2);
        RepeatedPath = null;
        FailedAt = -1;
        if (_vectors is not null && !plan.Discovers && end <= buffer.Length - VectorWalker.Slack)
        {
            var found = _vectors.Walk(buffer, start, end, plan);
            RepeatedPath = _vectors.RepeatedPath;
            if (found >= 0)
                return found;
            RepeatedPath = null;
            captures.Clear();
        }

        return WalkObject(buffer.AsSpan(0, end), start, plan.Root, 0);
    }

    private int WalkObject(ReadOnlySpan<byte> text, int position, TrieNode node, int depth)
    {
        if (depth >= JsonScan.DepthMax)
            return Fail(position, JsonScan.TooDeep);
        var current = ++_object;
        position = JsonScan.SkipBlanks(text, position + 1);
        while (true)
        {
            if ((uint)position >= (uint)text.Length)
                return Fail(position, JsonScan.Incomplete);
            if (text[position] != '"')
                return text[position] == '}' ? position + 1 : Fail(position, JsonScan.Broken);
            var keyStart = position + 1;
            position = FindKeyEnd(text, keyStart, node, out var child);
            if (position < 0)
                return Fail(keyStart, position);

            if ((uint)position < (uint)text.Length && text[position] != ':')
                position = JsonScan.SkipBlanks(text, position);
            if ((uint)position >= (uint)text.Length || text[position] != ':')
                return Fail(position, position >= text.Length ? JsonScan.Incomplete : JsonScan.Broken);
            position++;
            if ((uint)position < (uint)text.Length && text[position] <= ' ')
                position = JsonScan.SkipBlanks(text, position);
            if ((uint)position >= (uint)text.Length)
                return Fail(position, JsonScan.Incomplete);

            var valueStart = position;
            if (child is null)
            {
                position = text[position] is (byte)'{' or (byte)'['
                    ? SkipContainer(text, position, depth + 1)
                    : JsonScan.SkipValue(text, position);
            }
            else
            {
                if (_seenIn[child.Number] == current)
                    RepeatedPath ??= child.Path;
                _seenIn[child.Number] = current;
                position = WalkMember(text, position, child, depth + 1);
            }

            if (position < 0)
                return Fail(valueStart, position);
            if ((uint)position < (uint)text.Length && text[position] <= ' ')
                position = JsonScan.SkipBlanks(text, position);
            if ((uint)position >= (uint)text.Length)
                return Fail(position, JsonScan.Incomplete);
            if (text[position] == '}')
                return position + 1;
            if (text[position] != ',')
                return Fail(position, JsonScan.Broken);
            position++;
            if ((uint)position < (uint)text.Length && text[position] <= ' ')
                position = JsonScan.SkipBlanks(text, position);
        }
    }

    /// <summary>Reads a key and finds its place.</summary>
    /// <returns>The position behind the closing quote.</returns>
    private int FindKeyEnd(ReadOnlySpan<byte> text, int start, TrieNode node, out TrieNode? child)
    {
        child = null;
        var close = JsonScan.FindQuoteOrSlash(text, start);
        if (close < 0)
            return JsonScan.Incomplete;
        if (text[close] == '"')
        {
            if (node.HasChildren || _plan.Discovers)
                child = FindChild(node, text[start..close]);
            return close + 1;
        }

        var end = JsonScan.SkipString(text, start - 1);
        if (end < 0)
            return end;
        var escaped = text[start..(end - 1)];
        var offset = _keys.Take(escaped.Length);
        var written = JsonText.Unescape(escaped, _keys.Buffer.AsSpan(offset, escaped.Length));
        child = FindChild(node, _keys.Buffer.AsSpan(offset, written));
        return end;
    }

    private TrieNode? FindChild(TrieNode node, ReadOnlySpan<byte> key)
    {
        if (!_plan.Discovers || node.HasUnderscoredKeys)
            return node.FindPath(key, _keys);
        if (node.Find(key) is { } child)
            return child;
        while (true)
        {
            var dot = key.IndexOf((byte)'.');
            var part = dot < 0 ? key : key[..dot];
            var next = node.Find(part) ?? Discover(node, part);
            if (dot < 0 || next is null)
                return next;
            node = next;
            key = key[(dot + 1)..];
        }
    }

    private TrieNode? Discover(TrieNode node, ReadOnlySpan<byte> key)
    {
        var child = _plan.Discover(node, key);
        if (_seenIn.Length < _plan.NodeCount)
            Array.Resize(ref _seenIn, _plan.NodeCount * 2);
        return child;
    }

    private int WalkMember(ReadOnlySpan<byte> text, int position, TrieNode node, int depth)
    {
        var end = WalkValue(text, position, node, depth);
        if (node.Probe >= 0 && end >= 0)
            captures.Set(node.Probe, KindOf(text[position]), position, end);
        return end;
    }

    private int WalkValue(ReadOnlySpan<byte> text, int position, TrieNode node, int depth)
    {
        switch (text[position])
        {
            case (byte)'"':
                var stringEnd = SkipString(text, position, out var isEscaped);
                if (stringEnd >= 0)
                    Add(node, JsonKind.String, position + 1, stringEnd - position - 2, isEscaped);
                return stringEnd;
            case (byte)'{':
                var objectEnd =
                    node.HasChildren || _plan.Discovers
                        ? WalkObject(text, position, node, depth)
                        : SkipContainer(text, position, depth);
                if (objectEnd >= 0 && node.Capture >= 0)
                    captures.Add(node.Capture, JsonKind.Object, position, objectEnd - position, false);
                return objectEnd;
            case (byte)'[':
                if (!node.HasChildren && !_plan.Discovers && node.Capture < 0)
                    return SkipContainer(text, position, depth);
                return WalkArray(text, position, node, depth);
            case (byte)'n':
                return JsonScan.SkipScalar(text, position);
            default:
                var end = JsonScan.SkipScalar(text, position);
                if (end >= 0)
                    Add(node, KindOf(text[position]), position, end - position, false);
                return end;
        }
    }

    private int WalkArray(ReadOnlySpan<byte> text, int position, TrieNode node, int depth)
    {
        if (depth >= JsonScan.DepthMax)
            return Fail(position, JsonScan.TooDeep);
        position = JsonScan.SkipBlanks(text, position + 1);
        while (true)
        {
            if ((uint)position >= (uint)text.Length)
                return Fail(position, JsonScan.Incomplete);
            if (text[position] == ']')
                return position + 1;
            var start = position;
            position = WalkValue(text, position, node, depth + 1);
            if (position < 0)
                return Fail(start, position);
            position = JsonScan.SkipBlanks(text, position);
            if ((uint)position >= (uint)text.Length)
                return Fail(position, JsonScan.Incomplete);
            if (text[position] == ',')
                position = JsonScan.SkipBlanks(text, position + 1);
            else if (text[position] != ']')
                return Fail(position, JsonScan.Broken);
        }
    }

    private void Add(TrieNode node, JsonKind kind, int offset, int length, bool isEscaped)
    {
        if (_plan.Discovers && !node.IsListed)
        {
            _plan.List(node);
            captures.Reserve(_plan.CaptureCount);
        }

        if (node.Capture < 0)
            return;
        if (length > 0 || !_plan.Format.DropsEmptyTexts)
            captures.Add(node.Capture, kind, offset, length, isEscaped);
    }

    private int SkipContainer(ReadOnlySpan<byte> text, int position, int depth) =>
        _vectors is null
            ? JsonScan.SkipContainer(text, position, depth)
            : VectorScan.SkipContainer(_buffer, text, position, depth);

    private static int SkipString(ReadOnlySpan<byte> text, int position, out bool isEscaped)
    {
        var found = JsonScan.FindQuoteOrSlash(text, position + 1);
        isEscaped = found >= 0 && text[found] == '\\';
        return found < 0 ? JsonScan.Incomplete
            : isEscaped ? JsonScan.SkipString(text, found - 1)
            : found + 1;
    }

    private int Fail(int position, int failure)
    {
        // The innermost place comes first; those around it only pass the failure on.
        if (FailedAt < 0)
            FailedAt = position;
        return failure;
    }

    /// <summary>What a value is, by its first byte.</summary>
    public static JsonKind KindOf(byte first) =>
        first switch
        {
            (byte)'"' => JsonKind.String,
            (byte)'{' => JsonKind.Object,
            (byte)'[' => JsonKind.Array,
            (byte)'t' => JsonKind.True,
            (byte)'f' => JsonKind.False,
            (byte)'n' => JsonKind.Null,
            _ => JsonKind.Number,
        };
}
