namespace Tocsin.Core.Sinks;

/// <summary>Rows in aligned columns, two blanks apart.</summary>
/// <remarks>Without a width limit nothing is cut or wrapped, so that other programs can read it; with one the columns that are widest for their weight give way.</remarks>
internal sealed class TextTable
{
    /// <summary>No column that gives way becomes narrower.</summary>
    private const int WidthMin = 8;
    private const int Gap = 2;

    private readonly TableColumn[] _columns;
    private readonly int[] _widths;

    public TextTable(params TableColumn[] columns)
    {
        _columns = columns;
        _widths = [.. columns.Select(c => DisplayText.WidthOf(c.Header))];
    }

    /// <summary>Makes the columns wide enough for a row.</summary>
    /// <param name="cells">Clean text, one for each column.</param>
    public void Measure(IReadOnlyList<string> cells)
    {
        for (var i = 0; i < _widths.Length; i++)
            _widths[i] = Math.Max(_widths[i], DisplayText.WidthOf(cells[i]));
    }

    /// <summary>Narrows the columns that may give way until a line fits.</summary>
    public void FitTo(int width)
    {
        var excess = _widths.Sum() + Gap * (_widths.Length - 1) - width;
        while (excess > 0)
        {
            var widest = -1;
            for (var i = 0; i < _widths.Length; i++)
            {
                if (_columns[i].Weight > 0 && _widths[i] > WidthMin && (widest < 0 || Pressure(i) > Pressure(widest)))
                    widest = i;
            }

            if (widest < 0)
                return;
            _widths[widest]--;
            excess--;
        }
    }

    private double Pressure(int column) => (double)_widths[column] / _columns[column].Weight;

    /// <summary>Writes the line of headers.</summary>
    public void WriteHeader(TextWriter output, TextStyle style)
    {
        var headers = _columns.Select(c => c.Header).ToArray();
        WriteRow(output, headers, i => style.Bold);
    }

    /// <summary>Writes a row.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="cells">Clean text, one for each column.</param>
    /// <param name="paint">The colour of each column, by place; the style of the text.</param>
    public void WriteRow(TextWriter output, IReadOnlyList<string> cells, Func<int, Func<string, string>> paint)
    {
        for (var i = 0; i < _widths.Length; i++)
        {
            var text = DisplayText.Cut(cells[i], _widths[i]);
            var fill = _widths[i] - DisplayText.WidthOf(text);
            if (_columns[i].AlignsRight)
                output.Write(new string(' ', fill));
            output.Write(paint(i)(text));
            if (i == _widths.Length - 1)
                break;
            output.Write(new string(' ', (_columns[i].AlignsRight ? 0 : fill) + Gap));
        }

        output.Write('\n');
    }
}

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Its name.</param>
/// <param name="AlignsRight">For numbers.</param>
/// <param name="Weight">
/// Its share of the width where a terminal is too narrow: twice the weight, twice as wide before it is cut. 0: never cut.
/// </param>
internal sealed record TableColumn(string Header, bool AlignsRight = false, int Weight = 0);
