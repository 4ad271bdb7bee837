using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Tocsin.Core.Sources.Json;

/// <summary>JSON that was parsed into a row of nodes over its bytes, to be read several times and copied in part.</summary>
/// <remarks>
/// <para>A value's node is followed by those of what it holds. Each knows, once its text was read, what copying needs: whether the bytes can be
/// taken as they are, and whether something in them is empty.</para>
/// <para>Ownership: the memory is borrowed from pools; items (<see cref="JsonItem"/>) are valid until <see cref="Dispose"/>. Threads: one at a time.</para>
/// </remarks>
internal sealed partial class JsonTape : IDisposable
{
    private byte[] _text;
    private int _length;
    private Node[] _nodes;
    private int _count;
    private bool _isPrintable;

    private JsonTape(ReadOnlySpan<byte> text)
    {
        _text = ArrayPool<byte>.Shared.Rent(text.Length);
        text.CopyTo(_text);
        _length = text.Length;
        _nodes = ArrayPool<Node>.Shared.Rent(16 + text.Length / 24);
    }

    /// <summary>The whole.</summary>
    public JsonItem Root => new(this, 0);

    /// <summary>Parses a text; null where it is not JSON. Escaped halves of surrogate pairs become U+FFFD.</summary>
    /// <param name="text">The text, which is copied.</param>
    /// <param name="options">How lenient to be.</param>
    /// <param name="repairs">Whether bytes that are no UTF-8 become U+FFFD first.</param>
    public static JsonTape? TryParse(ReadOnlySpan<byte> text, JsonReaderOptions options, bool repairs)
    {
        var tape = new JsonTape(repairs && !Utf8.IsValid(text) ? JsonText.Repair(text) : text);
        try
        {
            tape.Parse(options);
            return tape;
        }
        catch (JsonException)
        {
            tape.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_text.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_text);
        ArrayPool<Node>.Shared.Return(_nodes);
        (_text, _nodes, _count) = ([], [], 0);
    }

    /// <summary>The node at a place.</summary>
    public ref readonly Node this[int index] => ref _nodes[index];

    /// <summary>A part of the text.</summary>
    public ReadOnlySpan<byte> Text(int start, int length) => _text.AsSpan(start, length);

    private void Parse(JsonReaderOptions options)
    {
        var text = _text.AsSpan(0, _length);
        JsonText.PairSurrogates(text);
        _isPrintable = !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        if (_isPrintable && TryParsePlain())
            return;
        var reader = new Utf8JsonReader(text, options);
        var open = -1;
        var name = default(Name);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = new(start + 1, reader.ValueSpan.Length, FlagsOfName(reader));
                    continue;
                case JsonTokenType.StartObject:
                    Add(JsonValueKind.Object, start, 0, name, default).Next = open;
                    open = _count - 1;
                    break;
                case JsonTokenType.StartArray:
                    Add(JsonValueKind.Array, start, 0, name, default).Next = open;
                    open = _count - 1;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open = Close(open, start + 1);
                    break;
                case JsonTokenType.String:
                    Add(JsonValueKind.String, start, reader.ValueSpan.Length + 2, name, FlagsOfText(reader));
                    break;
                case JsonTokenType.Null:
                    Add(JsonValueKind.Null, start, 4, name, Flags.Plain | Flags.Empty | Flags.Full);
                    break;
                default:
                    var kind =
                        reader.TokenType == JsonTokenType.Number ? JsonValueKind.Number
                        : reader.TokenType == JsonTokenType.True ? JsonValueKind.True
                        : JsonValueKind.False;
                    Add(kind, start, reader.ValueSpan.Length, name, Flags.Plain | Flags.Full);
                    break;
            }

            name = default;
        }
    }

    private Flags FlagsOfName(in Utf8JsonReader reader) =>
        (IsPlain(reader.ValueSpan, reader.ValueIsEscaped) ? Flags.PlainName : 0)
        | (reader.ValueIsEscaped ? Flags.EscapedName : 0);

    private Flags FlagsOfText(in Utf8JsonReader reader) =>
        (IsPlain(reader.ValueSpan, reader.ValueIsEscaped) ? Flags.Plain | Flags.Full : Flags.Full)
        | (reader.ValueIsEscaped ? Flags.Escaped : 0)
        | (reader.ValueSpan.IsEmpty ? Flags.Empty : 0);

    private ref Node Add(JsonValueKind kind, int start, int length, Name name, Flags flags)
    {
        if (_count == _nodes.Length)
        {
            var larger = ArrayPool<Node>.Shared.Rent(_count * 2);
            _nodes.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<Node>.Shared.Return(_nodes);
            _nodes = larger;
        }

        ref var node = ref _nodes[_count++];
        node.Start = start;
        node.Length = length;
        node.NameStart = name.Start;
        node.NameLength = name.Start == 0 ? -1 : name.Length;
        node.Next = _count;
        node.Kind = kind;
        node.Flags = flags | (name.Start == 0 ? Flags.PlainName : name.Flags);
        return ref node;
    }

    /// <summary>Ends an object or array, which holds all nodes behind it; returns the one around it.</summary>
    private int Close(int index, int end)
    {
        ref var node = ref _nodes[index];
        var around = node.Next;
        node.Next = _count;
        node.Length = end - node.Start;
        // The shortest text that it could have: then nothing stands between its tokens.
        var shortest = 1;
        var all = Flags.Plain | Flags.PlainName | Flags.Full | Flags.Empty;
        var any = default(Flags);
        for (var child = index + 1; child < _count; child = _nodes[child].Next)
        {
            ref var inside = ref _nodes[child];
            shortest += inside.Length + 1 + (inside.NameLength < 0 ? 0 : inside.NameLength + 3);
            all &= inside.Flags;
            any |= inside.Flags;
        }

        if (
            node.Length == Math.Max(2, shortest)
            && (all & (Flags.Plain | Flags.PlainName)) == (Flags.Plain | Flags.PlainName)
        )
            node.Flags |= Flags.Plain;
        node.Flags |= all & Flags.Empty;
        if ((any & Flags.Empty) == 0)
            node.Flags |= all & Flags.Full;
        return around;
    }

    /// <summary>
    /// Whether a text would be written as it stands: printable ASCII, and no escape but the short ones that writers use themselves
    /// (<see cref="System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/>).
    /// </summary>
    private bool IsPlain(ReadOnlySpan<byte> text, bool isEscaped)
    {
        if (!_isPrintable && text.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;
        if (!isEscaped)
            return true;
        while (text.IndexOf((byte)'\\') is var slash and >= 0)
        {
            if (
                text[slash + 1]
                is not ((byte)'"' or (byte)'\\' or (byte)'n' or (byte)'t' or (byte)'r' or (byte)'b' or (byte)'f')
            )
                return false;
            text = text[(slash + 2)..];
        }

        return true;
    }

    /// <summary>A key that was read and whose value comes next; begins at 0 where there is none.</summary>
    private readonly record struct Name(int Start, int Length, Flags Flags);

    /// <summary>What is known of a value.</summary>
    [Flags]
    public enum Flags : byte
    {
        /// <summary>Its text can be copied as it is.</summary>
        Plain = 1,

        /// <summary>So can its name's, if it has one.</summary>
        PlainName = 2,

        /// <summary><c>null</c>, <c>""</c>, or an object or array that holds nothing else.</summary>
        Empty = 4,

        /// <summary>Nothing that it holds is empty.</summary>
        Full = 8,

        /// <summary>A string that has escapes.</summary>
        Escaped = 16,

        /// <summary>Its name has escapes.</summary>
        EscapedName = 32,
    }

    /// <summary>A value: where it and its name stand in the text.</summary>
    public struct Node
    {
        /// <summary>Where the value begins: of a text, its quote.</summary>
        public int Start;

        /// <summary>How long it is.</summary>
        public int Length;

        /// <summary>Where its name begins, behind the quote.</summary>
        public int NameStart;

        /// <summary>How long that is, between the quotes; -1 without.</summary>
        public int NameLength;

        /// <summary>The node behind all that it holds.</summary>
        public int Next;

        public JsonValueKind Kind;
        public Flags Flags;
    }
}
