using System.Buffers;
using System.Text;

namespace Tocsin.Core.Sources.Json;

/// <summary>The text of JSON strings, and JSON without its blanks.</summary>
internal static class JsonText
{
    private const int ReplacementBytes = 3;

    /// <summary>Writes a string's text without its escapes.</summary>
    /// <param name="escaped">What stands between the quotes.</param>
    /// <param name="target">At least as long; a text never grows by it.</param>
    /// <returns>How many bytes were written.</returns>
    /// <remarks>An escape that is none stands for itself; half a surrogate pair becomes U+FFFD.</remarks>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var slash = escaped.IndexOf((byte)'\\');
            var plain = slash < 0 ? escaped : escaped[..slash];
            plain.CopyTo(target[written..]);
            written += plain.Length;
            if (slash < 0)
                return written;
            escaped = escaped[slash..];
            if (escaped.Length == 1)
            {
                target[written] = (byte)'\\';
                return written + 1;
            }

            if (escaped[1] == 'u' && TryHex(escaped[2..], out var unit))
            {
                var used = 6;
                var rune = Rune.ReplacementChar;
                if (!char.IsSurrogate((char)unit))
                {
                    rune = new Rune((char)unit);
                }
                else if (
                    escaped.Length >= 12
                    && escaped[6] == '\\'
                    && escaped[7] == 'u'
                    && TryHex(escaped[8..], out var low)
                    && Rune.TryCreate((char)unit, (char)low, out var pair)
                )
                {
                    rune = pair;
                    used = 12;
                }

                written += rune.EncodeToUtf8(target[written..]);
                escaped = escaped[used..];
                continue;
            }

            target[written++] = escaped[1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var other => other,
            };
            escaped = escaped[2..];
        }
    }

    /// <summary>Copies JSON without the blanks between its tokens.</summary>
    /// <param name="json">JSON, or what passes for it.</param>
    /// <param name="target">At least as long.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Minify(ReadOnlySpan<byte> json, Span<byte> target)
    {
        var written = 0;
        var position = 0;
        while (position < json.Length)
        {
            if (json[position] == '"')
            {
                var end = JsonScan.SkipString(json, position);
                var text = end < 0 ? json[position..] : json[position..end];
                text.CopyTo(target[written..]);
                written += text.Length;
                position += text.Length;
                continue;
            }

            if (!JsonScan.IsBlank(json[position]))
                target[written++] = json[position];
            position++;
        }

        return written;
    }

    /// <summary>A copy in which every byte that is no UTF-8 is U+FFFD.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16 * ReplacementBytes);
        while (text.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var used);
            if (status == OperationStatus.Done)
                output.Write(text[..used]);
            else
                output.Advance(rune.EncodeToUtf8(output.GetSpan(ReplacementBytes)));
            text = text[used..];
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>As the other, for an array that must stay as it is: gives the array itself where nothing is to be replaced.</summary>
    public static byte[] PairSurrogates(byte[] json)
    {
        if (json.AsSpan().IndexOf("\\u"u8) < 0)
            return json;
        byte[] copy = [.. json];
        PairSurrogates(copy.AsSpan());
        return copy;
    }

    /// <summary>
    /// Makes each escaped half of a surrogate pair <c>\ufffd</c>: .NET parses such text and then throws when somebody reads it.
    /// </summary>
    public static void PairSurrogates(Span<byte> json)
    {
        var position = 0;
        while (json[position..].IndexOf((byte)'\\') is var next and >= 0)
        {
            position += next;
            if (!IsSurrogate(json, position, out var unit))
            {
                position = Math.Min(json.Length, position + 2);
            }
            else if (
                char.IsHighSurrogate(unit)
                && IsSurrogate(json, position + 6, out var low)
                && char.IsLowSurrogate(low)
            )
            {
                position += 12;
            }
            else
            {
                "\\ufffd"u8.CopyTo(json[position..]);
                position += 6;
            }
        }
    }

    /// <summary>Whether half of a surrogate pair is escaped at a position.</summary>
    private static bool IsSurrogate(ReadOnlySpan<byte> json, int position, out char unit)
    {
        unit = '\0';
        if (position + 6 > json.Length || json[position] != '\\' || json[position + 1] != 'u')
            return false;
        if (!TryHex(json[(position + 2)..], out var value))
            return false;
        unit = (char)value;
        return char.IsSurrogate(unit);
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out int unit)
    {
        unit = 0;
        if (text.Length < 4)
            return false;
        for (var i = 0; i < 4; i++)
        {
            var digit = text[i];
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
            unit = unit * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return true;
    }
}
