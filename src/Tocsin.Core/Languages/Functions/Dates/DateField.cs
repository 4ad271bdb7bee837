using System.Globalization;
using System.Text;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A run of one letter in a <see cref="DatePattern"/>.</summary>
internal sealed class DateField
{
    private readonly char _letter;
    private readonly int _width;

    private DateField(char letter, int width)
    {
        _letter = letter;
        _width = width;
    }

    /// <summary>Whether it is written in digits only.</summary>
    public bool IsNumber => !DateZone.IsZone(_letter) && _letter is not ('a' or 'G') && TextNames is null;

    /// <summary>How many digits it always has; 0 where the number of digits is open.</summary>
    public int FixedWidth =>
        _letter switch
        {
            'S' => _width,
            'y' or 'u' or 'Y' => _width == 2 ? 2 : 0,
            'D' => _width == 3 ? 3 : 0,
            'A' or 'n' or 'N' => 0,
            'Q' or 'q' when _width == 1 => 0,
            _ => _width == 2 ? 2 : 0,
        };

    /// <summary>The field of a letter and how often it stands; null where there is none.</summary>
    public static DateField? Create(char letter, int width)
    {
        var most = letter switch
        {
            'y' or 'u' or 'Y' or 'A' or 'n' or 'N' => 19,
            'S' => 9,
            'G' or 'M' or 'L' or 'E' or 'Q' or 'q' or 'X' or 'x' or 'Z' => 5,
            'e' or 'c' => 5,
            'O' or 'z' => 4,
            'D' => 3,
            'd' or 'H' or 'h' or 'k' or 'K' or 'm' or 's' or 'w' or 'V' => 2,
            'a' => 1,
            _ => 0,
        };
        return width <= most ? new(letter, width) : null;
    }

    /// <summary>Prints the field.</summary>
    public void Append(StringBuilder text, in CivilTime time)
    {
        if (DateZone.IsZone(_letter))
            text.Append(DateZone.FormatUtc(_letter, _width));
        else if (_letter == 'a')
            text.Append(time.Hour < 12 ? "AM" : "PM");
        else if (_letter == 'G')
            text.Append(FormatEra(time.Year >= 1));
        else if (_letter == 'S')
            text.Append(time.NanoOfSecond.ToString("000000000", CultureInfo.InvariantCulture).AsSpan(0, _width));
        else if (TextNames is { } names)
            text.Append(FormatName(names[(int)NumberOf(time) - 1]));
        else
            AppendNumber(text, NumberOf(time));
    }

    /// <summary>Reads the field.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">Where the field starts; moved behind it.</param>
    /// <param name="reserved">How many digits the fields directly behind need.</param>
    /// <param name="fields">Receives the number.</param>
    public bool TryRead(string text, ref int position, int reserved, ref ParsedDate fields)
    {
        if (DateZone.IsZone(_letter))
            return DateZone.TryRead(_letter, _width, text, ref position, out fields.OffsetSeconds);
        if (_letter == 'a')
        {
            var isAfternoon = string.CompareOrdinal(text, position, "PM", 0, 2) == 0;
            fields.IsAfternoon = isAfternoon;
            var isMorning = string.CompareOrdinal(text, position, "AM", 0, 2) == 0;
            position += 2;
            return isAfternoon || isMorning;
        }

        if (_letter == 'G')
            return TryReadEra(text, ref position, ref fields);
        if (TextNames is { } names)
            return TryReadName(names, text, ref position, out var index) && TryStore(index + 1, 0, ref fields);
        var start = position;
        return TryReadNumber(text, ref position, reserved, out var number)
            && TryStore(number, position - start, ref fields);
    }

    /// <summary>The names that the field is written in, or null for digits.</summary>
    private string[]? TextNames =>
        _letter switch
        {
            'M' or 'L' when _width >= 3 => CalendarNames.Months,
            'E' => CalendarNames.Days,
            'e' or 'c' when _width >= 3 => CalendarNames.Days,
            'Q' or 'q' when _width >= 3 => QuarterNames,
            _ => null,
        };

    private static readonly string[] QuarterNames = ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"];

    private bool HasSign => _letter is 'y' or 'u' or 'Y';

    private string FormatName(string name) =>
        _width switch
        {
            4 => name,
            5 => name[..1],
            _ => _letter is 'Q' or 'q' ? $"Q{name[0]}" : name[..3],
        };

    private string FormatEra(bool isCommon) =>
        (isCommon, _width) switch
        {
            (true, 4) => "Anno Domini",
            (false, 4) => "Before Christ",
            (true, 5) => "A",
            (false, 5) => "B",
            (true, _) => "AD",
            _ => "BC",
        };

    private long NumberOf(in CivilTime time) =>
        _letter switch
        {
            'y' => time.Year >= 1 ? time.Year : 1 - time.Year,
            'u' => time.Year,
            'Y' => time.IsoWeek().Year,
            'w' => time.IsoWeek().Week,
            'M' or 'L' => time.Month,
            'Q' or 'q' => (time.Month + 2) / 3,
            'd' => time.Day,
            'D' => time.DayOfYear,
            'E' or 'e' or 'c' => time.DayOfWeek,
            'H' => time.Hour,
            'h' => (time.Hour + 11) % 12 + 1,
            'k' => (time.Hour + 23) % 24 + 1,
            'K' => time.Hour % 12,
            'm' => time.Minute,
            's' => time.Second,
            'A' => time.NanoOfDay / 1_000_000,
            'n' => time.NanoOfSecond,
            _ => time.NanoOfDay,
        };

    private void AppendNumber(StringBuilder text, long number)
    {
        if (HasSign && _width == 2)
            number = (number % 100 + 100) % 100;
        var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture);
        if (number < 0)
            text.Append('-');
        else if (HasSign && _width >= 4 && digits.Length > _width)
            text.Append('+');
        text.Append('0', Math.Max(0, _width - digits.Length)).Append(digits);
    }

    private bool TryReadNumber(string text, ref int position, int reserved, out long number)
    {
        number = 0;
        var isNegative = HasSign && position < text.Length && text[position] == '-';
        var isPlus = HasSign && position < text.Length && text[position] == '+';
        if (isNegative || isPlus)
            position++;
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        var available = position - start;
        var least = FixedWidth > 0 ? FixedWidth : _width;
        var most = FixedWidth > 0 ? FixedWidth : 19;
        var length = Math.Min(available, most);
        if (FixedWidth == 0 && reserved > 0)
            length = Math.Max(least, Math.Min(available - reserved, most));
        position = start + length;
        // A year beyond its width needs its sign, and within it has none.
        var isWide = HasSign && _width >= 4 && length > _width;
        if (length > available || length < least || (!isNegative && isWide != isPlus && _width >= 4))
            return false;
        if (!long.TryParse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        number = isNegative ? -number : number;
        return true;
    }

    private bool TryReadName(string[] names, string text, ref int position, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            var name = FormatName(names[index]);
            if (string.CompareOrdinal(text, position, name, 0, name.Length) == 0)
            {
                position += name.Length;
                return true;
            }
        }

        return false;
    }

    private bool TryReadEra(string text, ref int position, ref ParsedDate fields)
    {
        for (var era = 0; era < 2; era++)
        {
            var name = FormatEra(era == 0);
            if (string.CompareOrdinal(text, position, name, 0, name.Length) != 0)
                continue;
            position += name.Length;
            fields.IsBeforeEra = era == 1;
            return true;
        }

        return false;
    }

    private bool TryStore(long number, int digits, ref ParsedDate fields)
    {
        switch (_letter)
        {
            case 'y':
            case 'u':
                // Two digits are a year from 2000 to 2099.
                fields.Year = _width == 2 ? 2000 + number : number;
                return true;
            case 'Y':
                fields.WeekYear = _width == 2 ? 2000 + number : number;
                return true;
            case 'S':
                for (var i = digits; i < 9; i++)
                    number *= 10;
                fields.Nano = (int)number;
                return true;
            case 'A':
                fields.NanoOfDay = number < 86_400_000 ? number * 1_000_000 : -1;
                return true;
            case 'N':
                fields.NanoOfDay = number;
                return true;
            case 'n':
                fields.Nano = (int)Math.Min(number, int.MaxValue);
                return number < 1_000_000_000;
        }

        if (number > int.MaxValue)
            return false;
        var small = (int)number;
        switch (_letter)
        {
            case 'w':
                fields.Week = small;
                return true;
            case 'M' or 'L':
                fields.Month = small;
                return true;
            case 'Q' or 'q':
                fields.Month ??= (small - 1) * 3 + 1;
                return small is >= 1 and <= 4;
            case 'd':
                fields.Day = small;
                return true;
            case 'D':
                fields.DayOfYear = small;
                return true;
            case 'E' or 'e' or 'c':
                fields.DayOfWeek = small;
                return small is >= 1 and <= 7;
            case 'H':
                fields.Hour = small;
                return small < 24;
            case 'k':
                fields.Hour = small % 24;
                return small is >= 1 and <= 24;
            case 'h':
                fields.HourOfHalf = small;
                return small is >= 1 and <= 12;
            case 'K':
                fields.HourOfHalf = small;
                return small < 12;
            case 'm':
                fields.Minute = small;
                return small < 60;
            default:
                fields.Second = small;
                return small < 60;
        }
    }
}
