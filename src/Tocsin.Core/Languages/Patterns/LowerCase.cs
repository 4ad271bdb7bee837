using System.Text;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>Words in lower case, for all letters of Unicode, code point by code point.</summary>
internal static class LowerCase
{
    /// <summary>The most bytes that the lower-case form of a text may have.</summary>
    public static int MaxLength(int length) => length * 3;

    /// <summary>Writes the lower-case form; the target has room for <see cref="MaxLength"/> bytes.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(target[written..]);
            text = text[length..];
        }

        return written;
    }

    /// <summary>Whether the lower-case form of a text is <paramref name="lowered"/>.</summary>
    public static bool Equals(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowered)
    {
        Span<byte> encoded = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            if (text[0] < 0x80)
            {
                if (lowered.IsEmpty || AsciiCase.Fold(text[0]) != lowered[0])
                    return false;
                text = text[1..];
                lowered = lowered[1..];
                continue;
            }

            Rune.DecodeFromUtf8(text, out var rune, out var length);
            var written = Rune.ToLowerInvariant(rune).EncodeToUtf8(encoded);
            if (!lowered.StartsWith(encoded[..written]))
                return false;
            text = text[length..];
            lowered = lowered[written..];
        }

        return lowered.IsEmpty;
    }
}
