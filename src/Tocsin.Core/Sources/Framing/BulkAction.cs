using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Framing;

/// <summary>The action lines of an Elasticsearch bulk body: <c>{"index":{"_index":"x","_id":"1"}}</c>, then the document.</summary>
internal static class BulkAction
{
    private const int LengthMax = 4096;

    /// <summary>Whether an object is an action: one member named as an operation, holding nothing but scalars.</summary>
    public static bool IsAction(ReadOnlySpan<byte> value) => TryRead(value, out _, out _);

    /// <summary>Whether it is an action that no document follows.</summary>
    public static bool IsDeletion(ReadOnlySpan<byte> value) =>
        TryRead(value, out var operation, out _) && value[operation].SequenceEqual("delete"u8);

    /// <summary>Takes an action apart.</summary>
    /// <param name="value">The object.</param>
    /// <param name="operation">Where its operation stands: <c>index</c>, <c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="target">Where the object with <c>_index</c> and <c>_id</c> stands.</param>
    public static bool TryRead(ReadOnlySpan<byte> value, out Range operation, out Range target)
    {
        operation = default;
        target = default;
        if (value.Length > LengthMax || value.Length < 2 || value[0] != '{')
            return false;
        var key = JsonScan.SkipBlanks(value, 1);
        if (key >= value.Length || value[key] != '"')
            return false;
        var keyEnd = JsonScan.SkipString(value, key);
        if (keyEnd < 0)
            return false;
        var name = value[(key + 1)..(keyEnd - 1)];
        var isKnown =
            name.SequenceEqual("index"u8)
            || name.SequenceEqual("create"u8)
            || name.SequenceEqual("update"u8)
            || name.SequenceEqual("delete"u8);
        var colon = JsonScan.SkipBlanks(value, keyEnd);
        if (!isKnown || colon >= value.Length || value[colon] != ':')
            return false;
        var start = JsonScan.SkipBlanks(value, colon + 1);
        if (start >= value.Length || value[start] != '{')
            return false;
        var end = JsonScan.SkipContainer(value, start, 0);
        if (end < 0)
            return false;
        var last = JsonScan.SkipBlanks(value, end);
        if (last >= value.Length || value[last] != '}' || JsonScan.SkipBlanks(value, last + 1) != value.Length)
            return false;
        operation = (key + 1)..(keyEnd - 1);
        target = start..end;
        return !value[(start + 1)..(end - 1)].Contains((byte)'{') && HasOnlyOptions(value[start..end]);
    }

    /// <summary>Whether all members are named as metadata or options of an operation: else it is a document with an odd field.</summary>
    private static bool HasOnlyOptions(ReadOnlySpan<byte> target)
    {
        var position = JsonScan.SkipBlanks(target, 1);
        while (position < target.Length && target[position] == '"')
        {
            var end = JsonScan.SkipString(target, position);
            if (end < 0)
                return false;
            var name = target[(position + 1)..(end - 1)];
            var isOption =
                name.StartsWith("_"u8)
                || name.SequenceEqual("routing"u8)
                || name.SequenceEqual("pipeline"u8)
                || name.SequenceEqual("op_type"u8)
                || name.SequenceEqual("version"u8)
                || name.SequenceEqual("version_type"u8)
                || name.SequenceEqual("if_seq_no"u8)
                || name.SequenceEqual("if_primary_term"u8)
                || name.SequenceEqual("require_alias"u8)
                || name.SequenceEqual("require_data_stream"u8)
                || name.SequenceEqual("retry_on_conflict"u8)
                || name.SequenceEqual("list_executed_pipelines"u8);
            position = JsonScan.SkipBlanks(target, end);
            if (!isOption || position >= target.Length || target[position] != ':')
                return false;
            position = JsonScan.SkipValue(target, JsonScan.SkipBlanks(target, position + 1));
            if (position < 0)
                return false;
            position = JsonScan.SkipBlanks(target, position);
            if (position < target.Length && target[position] == ',')
                position = JsonScan.SkipBlanks(target, position + 1);
        }

        return position < target.Length && target[position] == '}';
    }
}
