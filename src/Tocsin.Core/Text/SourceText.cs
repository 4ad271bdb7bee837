namespace Tocsin.Core.Text;

/// <summary>A text that a user wrote and the file it stands in: the one place that turns offsets into lines and columns.</summary>
/// <remarks>
/// A query inside a rule file is a text of its own (<see cref="Embedded"/>) that knows where each of its characters stands in
/// the file; positions are then those of the file, so a diagnostic points at the line that the user edits.
/// Lines end at LF, CRLF or a lone CR.
/// </remarks>
internal sealed class SourceText
{
    private readonly SourceText? _parent;
    private readonly OffsetRun[] _parentOffsets;
    private readonly int _length;
    private string? _text;
    private readonly (TextBlock Block, int Offset, int Length)? _packed;
    private WeakReference<string>? _unpacked;
    private int[]? _lineStarts;

    private SourceText(string name, string text, SourceText? parent, OffsetRun[] parentOffsets)
    {
        Name = name;
        _text = text;
        _length = text.Length;
        _parent = parent;
        _parentOffsets = parentOffsets;
    }

    private SourceText(string name, (TextBlock Block, int Offset, int Length) packed, int length)
    {
        Name = name;
        _packed = packed;
        _length = length;
        _parentOffsets = [];
    }

    /// <summary>The file's path as the user gave it, or a label such as <c>query</c>.</summary>
    public string Name { get; }

    /// <summary>The characters that a front-end reads.</summary>
    public string Text => _text ?? Unpack();

    /// <summary>The text of the outermost file.</summary>
    public SourceText Root => _parent?.Root ?? this;

    /// <summary>A text of its own: a file or a command-line argument.</summary>
    public static SourceText From(string text, string name) => new(name, text, null, []);

    /// <summary>
    /// A text that is kept in half the memory and decoded again whenever it is asked for. For texts of which only a part stays of interest, such as a
    /// rule file whose query has been read, unless there is something to tell about it.
    /// </summary>
    /// <param name="packed">The text's bytes, without a byte order mark; valid UTF-8.</param>
    /// <param name="length">How many UTF-16 units it has.</param>
    /// <param name="name">The file's path.</param>
    public static SourceText FromPacked((TextBlock Block, int Offset, int Length) packed, int length, string name) =>
        new(name, packed, length);

    /// <summary>The decoded value of a string inside <paramref name="parent"/>.</summary>
    /// <param name="parent">The file that holds the string.</param>
    /// <param name="text">The decoded characters.</param>
    /// <param name="parentOffsets">
    /// For each character of <paramref name="text"/> its offset in the parent, and one more entry for the end.
    /// </param>
    public static SourceText Embedded(SourceText parent, string text, int[] parentOffsets)
    {
        System.Diagnostics.Debug.Assert(parentOffsets.Length == text.Length + 1, "one offset a character, and the end");
        var runs = new List<OffsetRun>();
        for (var i = 0; i < parentOffsets.Length; i++)
        {
            if (i == 0 || parentOffsets[i] != parentOffsets[i - 1] + 1)
                runs.Add(new(i, parentOffsets[i]));
        }

        return new(parent.Name, text, parent, [.. runs]);
    }

    /// <summary>The characters of <paramref name="parent"/> from an offset on, just as they stand there.</summary>
    public static SourceText Embedded(SourceText parent, string text, int parentStart) =>
        new(parent.Name, text, parent, [new(0, parentStart)]);

    /// <summary>Lets go of a text that stands in its file just as it is, until it is asked for again. Others keep theirs.</summary>
    public void PackEmbedded()
    {
        if (_parent is not null && _parentOffsets.Length == 1)
            Volatile.Write(ref _text, null);
    }

    /// <summary>The characters under a span.</summary>
    public string Slice(TextSpan span) => Text.Substring(span.Start, span.Length);

    /// <summary>The offset in <see cref="Root"/> of an offset in this text.</summary>
    public int ToRootOffset(int offset)
    {
        if (_parent is null)
            return Math.Clamp(offset, 0, _length);
        offset = Math.Clamp(offset, 0, _length);
        var (low, high) = (0, _parentOffsets.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_parentOffsets[middle].Start <= offset)
                low = middle;
            else
                high = middle - 1;
        }

        return _parent.ToRootOffset(_parentOffsets[low].ParentStart + offset - _parentOffsets[low].Start);
    }

    /// <summary>The span in <see cref="Root"/> of a span in this text.</summary>
    public TextSpan ToRootSpan(TextSpan span) => TextSpan.FromBounds(ToRootOffset(span.Start), ToRootOffset(span.End));

    /// <summary>The line and column, in the outermost file, of an offset in this text.</summary>
    public LinePosition GetPosition(int offset)
    {
        var root = Root;
        var rootOffset = ToRootOffset(offset);
        var line = root.LineIndex(rootOffset);
        return new(line + 1, root.CountCodePoints(root.LineStarts[line], rootOffset) + 1);
    }

    /// <summary>The line and column, from 1, of an offset counted within this text alone (ES|QL warnings count so).</summary>
    public LinePosition GetLocalPosition(int offset)
    {
        var line = LineIndex(offset);
        return new(line + 1, CountCodePoints(LineStarts[line], offset) + 1);
    }

    /// <summary>How many lines the text has; an empty text has one.</summary>
    public int LineCount => LineStarts.Length;

    /// <summary>The characters of a line, counted from 1, without its end.</summary>
    public string GetLine(int line)
    {
        var start = LineStarts[line - 1];
        var end = line < LineStarts.Length ? LineStarts[line] : Text.Length;
        while (end > start && Text[end - 1] is '\n' or '\r')
            end--;
        return Text[start..end];
    }

    private string Unpack()
    {
        if (_unpacked is { } known && known.TryGetTarget(out var text))
            return text;
        text = _packed is { } packed
            ? packed.Block.Decode(packed.Offset, packed.Length)
            : _parent!.Text.Substring(_parentOffsets[0].ParentStart, _length);
        _unpacked = new(text);
        return text;
    }

    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    private int LineIndex(int offset)
    {
        var found = Array.BinarySearch(LineStarts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    private int CountCodePoints(int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            if (!char.IsLowSurrogate(Text[i]))
                count++;
        }

        return count;
    }

    /// <summary>Characters that follow each other in both texts.</summary>
    /// <param name="Start">The first of them.</param>
    /// <param name="ParentStart">Where that stands in the parent.</param>
    private readonly record struct OffsetRun(int Start, int ParentStart);

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return [.. starts];
    }
}
