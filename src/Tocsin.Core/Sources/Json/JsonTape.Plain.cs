using System.Text.Json;

namespace Tocsin.Core.Sources.Json;

/// <summary>The short way for what programs write: printable ASCII, nothing between the tokens, no escapes by number.</summary>
/// <remarks>It gives up on all else, so that only the long way has to know what is allowed and what is wrong.</remarks>
internal sealed partial class JsonTape
{
    private const int PlainDepthMax = 64;

    /// <summary>Parses the text, which is printable; false where something must be looked at more closely, and then nothing is left of it.</summary>
    private bool TryParsePlain()
    {
        if (TryParsePlain(_text.AsSpan(0, _length)))
            return true;
        _count = 0;
        return false;
    }

    private bool TryParsePlain(ReadOnlySpan<byte> text)
    {
        var position = 0;
        var open = -1;
        var depth = 0;
        var name = default(Name);
        while (position < text.Length)
        {
            var isEmpty = false;
            switch (text[position])
            {
                case (byte)'{' or (byte)'[':
                    var kind = text[position] == '{' ? JsonValueKind.Object : JsonValueKind.Array;
                    Add(kind, position, 0, name, default).Next = open;
                    open = _count - 1;
                    position++;
                    if (++depth > PlainDepthMax || position == text.Length)
                        return false;
                    isEmpty = text[position] is (byte)'}' or (byte)']';
                    break;
                case (byte)'"':
                    var end = EndOfText(text, position + 1, out var isPlain, out var isEscaped);
                    if (end < 0)
                        return false;
                    var flags =
                        (isPlain ? Flags.Plain | Flags.Full : Flags.Full)
                        | (isEscaped ? Flags.Escaped : 0)
                        | (end == position + 1 ? Flags.Empty : 0);
                    Add(JsonValueKind.String, position, end + 1 - position, name, flags);
                    position = end + 1;
                    break;
                default:
                    var length = AddLiteral(text[position..], position, name);
                    if (length == 0)
                        return false;
                    position += length;
                    break;
            }

            // A value has ended, or an object or array has begun that holds something.
            var hasBegun = open == _count - 1 && !isEmpty;
            if (!hasBegun)
            {
                while (open >= 0 && position < text.Length && text[position] is (byte)'}' or (byte)']')
                {
                    if ((text[position] == '}') != (_nodes[open].Kind == JsonValueKind.Object))
                        return false;
                    open = Close(open, ++position);
                    depth--;
                }

                if (open < 0)
                    return position == text.Length;
                if (position == text.Length || text[position++] != ',')
                    return false;
            }

            name = default;
            if (_nodes[open].Kind == JsonValueKind.Object && !TryName(text, ref position, out name))
                return false;
        }

        return false;
    }

    /// <summary>Reads a key and its colon.</summary>
    private static bool TryName(ReadOnlySpan<byte> text, ref int position, out Name name)
    {
        name = default;
        if (position >= text.Length || text[position] != '"')
            return false;
        var start = position + 1;
        var end = EndOfText(text, start, out var isPlain, out var isEscaped);
        if (end < 0 || end + 1 >= text.Length || text[end + 1] != ':')
            return false;
        name = new(start, end - start, (isPlain ? Flags.PlainName : 0) | (isEscaped ? Flags.EscapedName : 0));
        position = end + 2;
        return true;
    }

    /// <summary>Where the quote stands that ends a text; -1 where there is none, or an escape that is not one of the short ones.</summary>
    private static int EndOfText(ReadOnlySpan<byte> text, int start, out bool isPlain, out bool isEscaped)
    {
        isPlain = true;
        isEscaped = false;
        var position = start;
        while (text[position..].IndexOfAny((byte)'"', (byte)'\\') is var next and >= 0)
        {
            position += next;
            if (text[position] == '"')
                return position;
            if (position + 1 == text.Length)
                return -1;
            isEscaped = true;
            switch (text[position + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'n' or (byte)'t' or (byte)'r' or (byte)'b' or (byte)'f':
                    break;
                case (byte)'/':
                    isPlain = false;
                    break;
                default:
                    return -1;
            }

            position += 2;
        }

        return -1;
    }

    /// <summary>Adds a number, boolean or null; returns how long it is, 0 where it is none.</summary>
    private int AddLiteral(ReadOnlySpan<byte> text, int position, Name name)
    {
        var (kind, length) =
            text.StartsWith("true"u8) ? (JsonValueKind.True, 4)
            : text.StartsWith("false"u8) ? (JsonValueKind.False, 5)
            : text.StartsWith("null"u8) ? (JsonValueKind.Null, 4)
            : (JsonValueKind.Number, NumberLength(text));
        // Whatever goes on behind it is found by whoever looks for a comma.
        if (length > 0)
            Add(
                kind,
                position,
                length,
                name,
                Flags.Plain | Flags.Full | (kind == JsonValueKind.Null ? Flags.Empty : 0)
            );
        return length;
    }

    /// <summary>How long a number without an exponent is; 0 for all others.</summary>
    private static int NumberLength(ReadOnlySpan<byte> text)
    {
        var first = text[0] == '-' ? 1 : 0;
        var end = EndOfDigits(text, first);
        if (end == first || (end > first + 1 && text[first] == '0'))
            return 0;
        if (end == text.Length || text[end] != '.')
            return end;
        var point = end;
        end = EndOfDigits(text, point + 1);
        return end == point + 1 ? 0 : end;
    }

    private static int EndOfDigits(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && char.IsAsciiDigit((char)text[position]))
            position++;
        return position;
    }
}
