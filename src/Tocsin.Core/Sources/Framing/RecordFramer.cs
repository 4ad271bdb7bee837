using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Framing;

/// <summary>Finds where records begin and end in an input, by looking: lines, arrays, values that span lines, bulk bodies.</summary>
/// <remarks>
/// <para>The first record decides. If it is a value that ends with its line, records are lines and only line breaks are searched for;
/// a line that opens an object and does not close it may still turn out to be a value over several lines. If the first value goes
/// on behind its line, or another follows on the same line, values are framed by their braces. The elements of an array at the top are records.</para>
/// <para>A broken line costs that line. A broken value over several lines costs what stands before the next line that begins with
/// <c>{</c> in the same column.</para>
/// </remarks>
internal sealed class RecordFramer
{
    private Mode _mode;
    private int _arrays;
    private bool _isDiscarding;

    // Whether the record that was framed last ends with the line that it begins on.
    private bool _isOneLine;

    // How many bytes the position reached is behind the start of its line, which may be gone from the data.
    private int _column;

    private enum Mode
    {
        Undecided,
        Lines,
        Bulk,
        Values,
    }

    /// <summary>The line at the position reached, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Finds the next record.</summary>
    /// <param name="data">What is there of the input; begins at a position reached before.</param>
    /// <param name="position">From where to look; moves behind the record.</param>
    /// <param name="isEnd">Whether nothing follows the data.</param>
    /// <param name="record">The record's place in the data.</param>
    /// <param name="line">The line where it begins.</param>
    public FrameResult Next(ReadOnlySpan<byte> data, ref int position, bool isEnd, out Range record, out long line)
    {
        record = default;
        line = 0;
        if (_isDiscarding && !TrySkipRest(data, ref position, isEnd))
            return FrameResult.NeedMore;
        while (true)
        {
            MoveTo(data, ref position, SkipSeparators(data, position));
            if (position == data.Length)
                return isEnd ? FrameResult.End : FrameResult.NeedMore;
            line = Line;
            var first = data[position];
            if (_arrays > 0 && first == ']')
            {
                _arrays--;
                MoveTo(data, ref position, position + 1);
                continue;
            }

            if (first == '[')
            {
                var inner = JsonScan.SkipBlanks(data, position + 1);
                if (inner == data.Length && !isEnd)
                    return FrameResult.NeedMore;
                if (inner < data.Length && data[inner] is (byte)'{' or (byte)'[' or (byte)']')
                {
                    _arrays++;
                    MoveTo(data, ref position, position + 1);
                    continue;
                }
            }

            _isOneLine = false;
            var end = FindEnd(data, position, isEnd);
            if (end < 0)
                return FrameResult.NeedMore;
            record = position..TrimEnd(data, position, end);
            if (_isOneLine)
            {
                // PERF: it was searched for the first line break, so it need not be searched again.
                _column += end - position;
                position = end;
                return FrameResult.Record;
            }

            MoveTo(data, ref position, end);
            return FrameResult.Record;
        }
    }

    /// <summary>Gives up the record at hand because it is too long: what is left of its line is passed over.</summary>
    public void Discard() => _isDiscarding = true;

    /// <summary>The end of the record that begins at a position; negative if more data is needed.</summary>
    private int FindEnd(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        if (_arrays > 0)
            return data[start] == '{' ? EndOfValue(data, start, isEnd) : EndOfElement(data, start, isEnd);
        if (data[start] != '{')
            return EndOfLine(data, start, isEnd);
        if (_mode == Mode.Undecided && !TryDecide(data, start, isEnd))
            return JsonScan.Incomplete;
        return _mode switch
        {
            Mode.Values => EndOfValue(data, start, isEnd),
            Mode.Bulk => EndOfBulkRecord(data, start, isEnd),
            _ => EndOfLineOrValue(data, start, isEnd),
        };
    }

    /// <summary>Decides how records are framed by what the whole first line and the byte behind it say; false if more data is needed for that.</summary>
    private bool TryDecide(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var lineEnd = EndOfLine(data, start, isEnd: false);
        var hasLine = lineEnd >= 0 || isEnd;
        lineEnd = lineEnd < 0 ? data.Length : lineEnd;
        var valueEnd = JsonScan.SkipContainer(data, start, 0);
        if (valueEnd >= 0 && valueEnd <= lineEnd)
        {
            var isAlone = SkipSeparators(data[..lineEnd], valueEnd) == lineEnd;
            if (isAlone && !hasLine)
                return false;
            _mode =
                !isAlone ? Mode.Values
                : BulkAction.IsAction(data[start..valueEnd]) ? Mode.Bulk
                : Mode.Lines;
            return true;
        }

        if (!hasLine || IsNextUnknown(data, lineEnd, isEnd))
            return false;
        _mode = GoesOn(data, start, lineEnd) ? Mode.Values : Mode.Lines;
        return true;
    }

    private static int EndOfLine(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var found = data[start..].IndexOf((byte)'\n');
        return found >= 0 ? start + found
            : isEnd ? data.Length
            : JsonScan.Incomplete;
    }

    private int EndOfLineOrValue(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var lineEnd = EndOfLine(data, start, isEnd);
        if (lineEnd < 0)
            return lineEnd;
        var last = LastOf(data, start, lineEnd);
        if (last == '}')
        {
            _isOneLine = true;
            return lineEnd;
        }

        if (IsNextUnknown(data, lineEnd, isEnd))
            return JsonScan.Incomplete;
        var trimmed = TrimEnd(data, start, lineEnd);
        var isListed = last == ',' && data[trimmed - 1] == '}';
        if (isListed && NextOf(data, lineEnd) is not '"')
            return lineEnd;
        if (!GoesOn(data, start, lineEnd))
            return lineEnd;

        // An object that the line opens and does not close: a value over several lines among others on one line each.
        var end = JsonScan.SkipContainer(data, start, 0);
        return end >= 0 ? end
            : end == JsonScan.Incomplete && !isEnd ? JsonScan.Incomplete
            : lineEnd;
    }

    /// <summary>In a bulk body: an action and, except behind a deletion, the document on the next line.</summary>
    private static int EndOfBulkRecord(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var end = EndOfLine(data, start, isEnd);
        if (end < 0 || !BulkAction.IsAction(data[start..end]) || BulkAction.IsDeletion(data[start..end]))
            return end;
        var next = JsonScan.SkipBlanks(data, end);
        if (next == data.Length)
            return isEnd ? end : JsonScan.Incomplete;
        return EndOfLine(data, next, isEnd);
    }

    private int EndOfValue(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var end = JsonScan.SkipContainer(data, start, 0);
        if (end == JsonScan.TooDeep)
            end = EndOfDeepValue(data, start);
        if (end >= 0)
            return end;
        return end == JsonScan.Incomplete && !isEnd ? JsonScan.Incomplete : NextLineLike(data, start, isEnd);
    }

    /// <summary>Counts braces and brackets without limit: the value will be refused, but what follows it can be read.</summary>
    private static int EndOfDeepValue(ReadOnlySpan<byte> data, int start)
    {
        long level = 0;
        for (var position = start; position < data.Length; position++)
        {
            switch (data[position])
            {
                case (byte)'"':
                    position = JsonScan.SkipString(data, position) - 1;
                    if (position < 0)
                        return JsonScan.Incomplete;
                    break;
                case (byte)'{':
                case (byte)'[':
                    level++;
                    break;
                case (byte)'}':
                case (byte)']':
                    if (--level == 0)
                        return position + 1;
                    break;
            }
        }

        return JsonScan.Incomplete;
    }

    /// <summary>An element of an array that is no object: up to the next comma, bracket or line break.</summary>
    private static int EndOfElement(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var end = JsonScan.SkipValue(data, start);
        if (end > start && (end < data.Length || isEnd))
            return end;
        var found = data[(start + 1)..].IndexOfAny((byte)',', (byte)']', (byte)'\n');
        return found >= 0 ? start + 1 + found
            : isEnd ? data.Length
            : JsonScan.Incomplete;
    }

    /// <summary>Where the next line begins that opens an object in the same column as a broken one.</summary>
    private int NextLineLike(ReadOnlySpan<byte> data, int start, bool isEnd)
    {
        var column = _column;
        var position = start;
        while (true)
        {
            var lineEnd = EndOfLine(data, position, isEnd);
            if (lineEnd < 0)
                return JsonScan.Incomplete;
            if (lineEnd == data.Length)
                return isEnd ? lineEnd : JsonScan.Incomplete;
            position = lineEnd + 1;
            if (position + column >= data.Length)
            {
                if (!isEnd)
                    return JsonScan.Incomplete;
            }
            else if (data[position + column] == '{' && JsonScan.SkipBlanks(data, position) == position + column)
            {
                return lineEnd;
            }
        }
    }

    /// <summary>Whether the text around a line break can be the inside of one value, going by the bytes before and behind it.</summary>
    private static bool GoesOn(ReadOnlySpan<byte> data, int start, int lineEnd)
    {
        var before = LastOf(data, start, lineEnd);
        var behind = NextOf(data, lineEnd);
        return behind is '}' or ']' or ',' or ':'
            || before switch
            {
                (byte)'{' => behind is '"' or '\0',
                (byte)'[' or (byte)':' or (byte)',' => true,
                _ => false,
            };
    }

    private static byte LastOf(ReadOnlySpan<byte> data, int start, int end)
    {
        while (end > start && JsonScan.IsBlank(data[end - 1]))
            end--;
        return end > start ? data[end - 1] : (byte)0;
    }

    private static char NextOf(ReadOnlySpan<byte> data, int position)
    {
        position = JsonScan.SkipBlanks(data, position);
        return position < data.Length ? (char)data[position] : '\0';
    }

    /// <summary>Whether the byte that <see cref="NextOf"/> looks for has not been read yet.</summary>
    private static bool IsNextUnknown(ReadOnlySpan<byte> data, int position, bool isEnd) =>
        !isEnd && JsonScan.SkipBlanks(data, position) == data.Length;

    private static int SkipSeparators(ReadOnlySpan<byte> data, int position)
    {
        while (position < data.Length && (data[position] == ',' || JsonScan.IsBlank(data[position])))
            position++;
        return position;
    }

    private static int TrimEnd(ReadOnlySpan<byte> data, int start, int end)
    {
        while (end > start && (data[end - 1] == ',' || JsonScan.IsBlank(data[end - 1])))
            end--;
        return end;
    }

    private bool TrySkipRest(ReadOnlySpan<byte> data, ref int position, bool isEnd)
    {
        var end = EndOfLine(data, position, isEnd);
        MoveTo(data, ref position, end < 0 ? data.Length : end);
        _isDiscarding = end < 0;
        return !_isDiscarding;
    }

    private void MoveTo(ReadOnlySpan<byte> data, ref int position, int target)
    {
        if (target == position)
            return;
        if (target == position + 1 && data[position] == '\n')
        {
            Line++;
            _column = 0;
            position = target;
            return;
        }

        var passed = data[position..target];
        var lineBreaks = passed.Count((byte)'\n');
        Line += lineBreaks;
        _column = lineBreaks == 0 ? _column + passed.Length : passed.Length - passed.LastIndexOf((byte)'\n') - 1;
        position = target;
    }
}
