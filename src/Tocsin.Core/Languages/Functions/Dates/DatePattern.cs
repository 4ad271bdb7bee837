using System.Text;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A pattern of Java's <c>DateTimeFormatter</c> with English names, in UTC: prints and reads instants (ES|QL specification, 12.5).</summary>
/// <remarks>
/// Letters: <c>G u y Y w M L Q q d D E e c a H h k K m s S A n N</c> and zones <c>X x Z O z V</c>; <c>'…'</c> quotes, <c>[…]</c> is optional
/// when reading. Fields that a text does not give are those of 1970-01-01T00:00.
/// </remarks>
internal sealed class DatePattern
{
    private const int DepthMax = 50;

    private readonly DatePatternElement[] _elements;

    private DatePattern(string text, DatePatternElement[] elements)
    {
        Text = text;
        _elements = elements;
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern; null with a reason where it is none.</summary>
    public static DatePattern? Parse(string text, out string? error)
    {
        var elements = new List<DatePatternElement>();
        var depth = 0;
        error = null;
        for (var i = 0; i < text.Length && error is null; )
        {
            var start = i;
            var letter = text[i];
            if (char.IsAsciiLetter(letter))
            {
                while (i < text.Length && text[i] == letter)
                    i++;
                if (DateField.Create(letter, i - start) is { } field)
                    elements.Add(new(field));
                else
                    error = $"`{text[start..i]}` in the date pattern `{text}` is not supported";
                continue;
            }

            i++;
            switch (letter)
            {
                case '\'':
                    if (ReadQuoted(text, ref i) is { } quoted)
                        elements.Add(new(quoted));
                    else
                        error = $"a quote in the date pattern `{text}` is not closed";
                    break;
                case '[':
                    if (++depth > DepthMax)
                        error = $"a date pattern may nest at most {DepthMax} optional parts";
                    elements.Add(DatePatternElement.OptionalStart);
                    break;
                case ']':
                    if (--depth < 0)
                        error = $"`]` in the date pattern `{text}` closes nothing";
                    elements.Add(DatePatternElement.OptionalEnd);
                    break;
                case '{':
                case '}':
                case '#':
                    error = $"`{letter}` in the date pattern `{text}` is reserved";
                    break;
                default:
                    elements.Add(new(letter.ToString()));
                    break;
            }
        }

        if (error is not null)
            return null;
        DatePatternElement[] all = [.. elements];
        ReserveDigits(all);
        return new(text, all);
    }

    /// <summary>An instant as text.</summary>
    public string Format(in CivilTime time)
    {
        var text = new StringBuilder();
        foreach (var element in _elements)
        {
            if (element.Literal is not null)
                text.Append(element.Literal);
            else
                element.Field?.Append(text, time);
        }

        return text.ToString();
    }

    /// <summary>Reads a text; the whole of it must fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="millis">Milliseconds since 1970.</param>
    public bool TryParse(string text, out long millis)
    {
        var fields = new ParsedDate();
        var position = 0;
        millis = 0;
        return TryElements(0, _elements.Length, text, ref position, ref fields)
            && position == text.Length
            && fields.TryToMillis(out millis);
    }

    private bool TryElements(int from, int until, string text, ref int position, ref ParsedDate fields)
    {
        for (var i = from; i < until; i++)
        {
            var element = _elements[i];
            if (element == DatePatternElement.OptionalStart)
            {
                var end = FindEnd(i);
                var before = (position, fields);
                if (!TryElements(i + 1, end, text, ref position, ref fields))
                    (position, fields) = before;
                i = end;
            }
            else if (element.Literal is { } literal)
            {
                if (string.CompareOrdinal(text, position, literal, 0, literal.Length) != 0)
                    return false;
                position += literal.Length;
            }
            else if (element.Field is { } field && !field.TryRead(text, ref position, element.Reserved, ref fields))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The element that closes an optional part, or the end of the pattern.</summary>
    private int FindEnd(int start)
    {
        var depth = 0;
        for (var i = start; i < _elements.Length; i++)
        {
            if (_elements[i] == DatePatternElement.OptionalStart)
                depth++;
            else if (_elements[i] == DatePatternElement.OptionalEnd && --depth == 0)
                return i;
        }

        return _elements.Length;
    }

    /// <summary>Numbers of open width leave the digits that fields of fixed width directly behind them need.</summary>
    private static void ReserveDigits(DatePatternElement[] elements)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            if (elements[i].Field is not { IsNumber: true })
                continue;
            var reserved = 0;
            for (
                var j = i + 1;
                j < elements.Length && elements[j].Field is { IsNumber: true, FixedWidth: > 0 } next;
                j++
            )
                reserved += next.FixedWidth;
            elements[i].Reserved = reserved;
        }
    }

    private static string? ReadQuoted(string text, ref int position)
    {
        // Two quotes are one, inside and outside of a quoted text.
        if (position < text.Length && text[position] == '\'')
        {
            position++;
            return "'";
        }

        var quoted = new StringBuilder();
        while (position < text.Length)
        {
            var letter = text[position++];
            if (letter != '\'')
                quoted.Append(letter);
            else if (position < text.Length && text[position] == '\'')
                quoted.Append(text[position++]);
            else
                return quoted.ToString();
        }

        return null;
    }
}
