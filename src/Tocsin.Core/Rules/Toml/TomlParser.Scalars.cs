using System.Globalization;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Numbers, booleans, dates and times (TOML 1.0, “Integer” to “Local Time”).</summary>
internal sealed partial class TomlParser
{
    private bool ReadScalar(out Node value)
    {
        var start = _position;
        while (IsBare(Current) || Current is '+' or '.' or ':')
            _position++;
        if (_position == start)
        {
            value = null!;
            return FailExpected("a value", "texts need quotes");
        }

        // A date and a time may be parted by one blank.
        if (_position - start == 10 && IsDateLike(start) && Current == ' ' && IsTimeLike(_position + 1))
        {
            _position++;
            while (IsBare(Current) || Current is '+' or '.' or ':')
                _position++;
        }

        var span = TextSpan.FromBounds(start, _position);
        var text = new string(_text, span.Start, span.Length);
        value = text switch
        {
            "true" => new BooleanNode(span, true),
            "false" => new BooleanNode(span, false),
            _ => (IsDateLike(start) || IsTimeLike(start)) ? ReadDateTime(span, text) : ReadNumber(span, text),
        };
        return true;
    }

    private bool IsDateLike(int at) => IsDigits(at, 4) && at + 4 < _length && _text[at + 4] == '-';

    private bool IsTimeLike(int at) => IsDigits(at, 2) && at + 2 < _length && _text[at + 2] == ':';

    private bool IsDigits(int at, int count)
    {
        if (at + count > _length)
            return false;
        foreach (var c in _text.AsSpan(at, count))
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }

    /// <summary>A number; a wrong one is reported and stands for 0, for it is clear where it ends.</summary>
    private Node ReadNumber(TextSpan span, string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('+' or '-') && text is not ("inf" or "nan"))
        {
            Fail(TreeDiagnostics.Expected, span, "texts need quotes; booleans are `true` and `false`", "a value");
            return new IntegerNode(span, 0);
        }

        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'o' or 'b')
            return ReadPrefixed(span, text);

        var unsigned = text[0] is '+' or '-' ? text[1..] : text;
        if (unsigned is "inf" or "nan")
        {
            var special = unsigned == "nan" ? double.NaN : double.PositiveInfinity;
            return new FloatNode(span, text[0] == '-' ? -special : special, null);
        }

        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (IsInteger(unsigned))
        {
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
                return new IntegerNode(span, integer);
            Fail(TreeDiagnostics.NumberTooLarge, span, null, text);
        }
        else if (IsFloat(unsigned))
        {
            return new FloatNode(span, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture), null);
        }
        else
        {
            const string Help = "no leading zeros; `_` only between digits; digits on both sides of the point";
            Fail(TreeDiagnostics.BadNumber, span, Help, text);
        }

        return new IntegerNode(span, 0);
    }

    private IntegerNode ReadPrefixed(TextSpan span, string text)
    {
        var digitBase = text[1] switch
        {
            'x' => 16,
            'o' => 8,
            _ => 2,
        };
        ulong number = 0;
        var isTooLarge = false;
        var isBad = !IsGrouped(text.AsSpan(2));
        foreach (var c in text.AsSpan(2))
        {
            if (c == '_')
                continue;
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : digitBase;
            isBad |= digit >= digitBase;
            isTooLarge |= number > ((ulong)long.MaxValue - (ulong)digit) / (ulong)digitBase;
            number = unchecked(number * (ulong)digitBase + (ulong)digit);
        }

        if (isBad)
            Fail(TreeDiagnostics.BadNumber, span, null, text);
        else if (isTooLarge)
            Fail(TreeDiagnostics.NumberTooLarge, span, null, text);
        return new(span, isBad || isTooLarge ? 0 : (long)number);
    }

    /// <summary>Whether underscores stand only between other characters.</summary>
    private static bool IsGrouped(ReadOnlySpan<char> digits) =>
        !digits.IsEmpty && digits[0] != '_' && digits[^1] != '_' && !digits.Contains("__", StringComparison.Ordinal);

    private static bool IsInteger(ReadOnlySpan<char> text) =>
        IsDigitGroups(text) && (text.Length == 1 || text[0] != '0');

    private static bool IsDigitGroups(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c != '_')
                return false;
        }

        return IsGrouped(text);
    }

    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        var exponent = text.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            var power = text[(exponent + 1)..];
            if (!power.IsEmpty && power[0] is '+' or '-')
                power = power[1..];
            if (!IsDigitGroups(power))
                return false;
            text = text[..exponent];
        }

        var point = text.IndexOf('.');
        if (point < 0)
            return exponent >= 0 && IsInteger(text);
        return IsInteger(text[..point]) && IsDigitGroups(text[(point + 1)..]);
    }

    private DateTimeNode ReadDateTime(TextSpan span, string text)
    {
        var normal = text.Replace('t', 'T').Replace(' ', 'T').Replace('z', 'Z');
        var form = TomlDateTime.Recognise(normal);
        if (form is null)
            Fail(TreeDiagnostics.BadDateTime, span, "for example `2026-03-10T12:00:00Z` or `2026-03-10`", text);
        return new(span, form ?? DateTimeForm.LocalDate, normal);
    }
}
