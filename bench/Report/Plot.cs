using System.Globalization;
using System.Text;

namespace Tocsin.Bench.Report;

/// <summary>Draws a CSV file of series, as SVG that can be read on a light and on a dark page.</summary>
internal static class Plot
{
    private const int Width = 720;
    private const int Height = 400;
    private const int Left = 70;
    private const int Right = 40;
    private const int Top = 70;
    private const int Bottom = 55;

    /// <summary>The look: the page's own background, and colours that change with it.</summary>
    private const string Style = """
        text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-size: 16px; font-weight: 600 }
        .grid { stroke: #8884; stroke-width: 1 } .axis { stroke: #57606a; stroke-width: 1.5 }
        .line { fill: none; stroke-width: 2.5 } .s0 { stroke: #0550ae } .s1 { stroke: #bc4c00 }
        circle.s0 { fill: #0550ae } circle.s1 { fill: #bc4c00 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 } .axis { stroke: #9198a1 }
          .s0 { stroke: #6cb6ff } .s1 { stroke: #f69d50 } circle.s0 { fill: #6cb6ff } circle.s1 { fill: #f69d50 }
        }
        """;

    /// <summary>Draws a file with a header and columns for the series, the horizontal value and the seconds.</summary>
    public static string Draw(string csv, string title, bool isLogarithmic)
    {
        var lines = File.ReadAllLines(csv);
        var across = lines[0].Split(',')[1];
        // Names of series hold commas: the figures are the last three columns.
        var points = lines
            .Skip(1)
            .Select(l => (Series: l[1..l.LastIndexOf('"')], Cells: l[(l.LastIndexOf('"') + 2)..].Split(',')))
            .Select(l => (l.Series, X: Measurements.Parse(l.Cells[0]), Y: Measurements.Parse(l.Cells[1])))
            .ToList();
        var svg = new StringBuilder();
        Add(
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-label="{title}">"""
        );
        Add($"<style>{Style}</style>");
        Add($"""<text class="title" x="{Left}" y="24">{title}</text>""");
        if (points.Count > 0)
            AddPoints();
        svg.Append("</svg>\n");
        return svg.ToString();

        void AddPoints()
        {
            var (least, most) = (points.Min(p => p.X), points.Max(p => p.X));
            var step = Step(points.Max(p => p.Y));
            var high = Math.Ceiling(points.Max(p => p.Y) / step) * step;
            double AtX(double x) =>
                Left
                + (Width - Left - Right)
                    * (isLogarithmic ? Math.Log(x / least) / Math.Max(Math.Log(most / least), 1e-9) : x / most);
            double AtY(double y) => Height - Bottom - (Height - Top - Bottom) * y / high;

            for (var y = 0.0; y <= high + step / 2; y += step)
            {
                Add($"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{AtY(y):0.0}" y2="{AtY(y):0.0}"/>""");
                Add($"""<text x="{Left - 8}" y="{AtY(y) + 4:0.0}" text-anchor="end">{y:0.###}</text>""");
            }

            foreach (var x in TicksOf(points.Select(p => p.X), isLogarithmic))
            {
                Add(
                    $"""<line class="axis" x1="{AtX(x):0.0}" x2="{AtX(x):0.0}" y1="{Height - Bottom}" y2="{Height - Bottom + 5}"/>"""
                );
                Add($"""<text x="{AtX(x):0.0}" y="{Height - Bottom + 20}" text-anchor="middle">{x:#,0}</text>""");
            }

            Add($"""<path class="axis" fill="none" d="M{Left} {Top}V{Height - Bottom}H{Width - Right}"/>""");
            Add(
                $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 10}" text-anchor="middle">{across}{(isLogarithmic ? " (logarithmic)" : "")}</text>"""
            );
            Add(
                $"""<text transform="translate(18 {(Top + Height - Bottom) / 2}) rotate(-90)" text-anchor="middle">seconds</text>"""
            );
            var series = points.Select(p => p.Series).Distinct().ToList();
            for (var i = 0; i < series.Count; i++)
            {
                var own = points.Where(p => p.Series == series[i]).ToList();
                Add(
                    $"""<polyline class="line s{i}" points="{string.Join(' ', own.Select(p => Text($"{AtX(p.X):0.0},{AtY(p.Y):0.0}")))}"/>"""
                );
                foreach (var (_, x, y) in own)
                    Add($"""<circle class="s{i}" r="3.5" cx="{AtX(x):0.0}" cy="{AtY(y):0.0}"/>""");
                Add($"""<line class="line s{i}" x1="{Left + i * 260}" x2="{Left + i * 260 + 24}" y1="46" y2="46"/>""");
                Add($"""<text x="{Left + i * 260 + 32}" y="50">{series[i]}</text>""");
            }
        }

        void Add(FormattableString text) => svg.Append(Text(text)).Append('\n');
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where the horizontal axis has figures: at each point of a logarithmic one, at round distances else.</summary>
    private static IEnumerable<double> TicksOf(IEnumerable<double> values, bool isLogarithmic)
    {
        if (isLogarithmic)
            return values.Distinct().Order();
        var most = values.Max();
        var step = Step(most);
        return Enumerable.Range(0, (int)(most / step) + 1).Select(i => i * step);
    }

    /// <summary>The distance of lines: 1, 2 or 5 times a power of ten, four to eight of them.</summary>
    private static double Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-3))));
        return (most / power) switch
        {
            < 1.5 => power / 5,
            < 4 => power / 2,
            _ => power,
        };
    }
}
