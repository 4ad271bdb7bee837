namespace Tocsin.Bench.Report;

/// <summary>What is known of a run beside its measurements: sizes, versions, the machine. A file of lines <c>key TAB value</c>.</summary>
internal sealed class Facts
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The keys and values, in the order of the file, whose keys are not plain names of numbers.</summary>
    public List<(string Key, string Value)> Shown { get; } = [];

    /// <summary>Reads a file. A key that begins with a capital letter is shown on the page; others are numbers for the program.</summary>
    public static Facts Read(string path)
    {
        var facts = new Facts();
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split('\t', 2);
            if (parts.Length < 2)
                continue;
            facts._values[parts[0]] = parts[1];
            if (char.IsUpper(parts[0][0]))
                facts.Shown.Add((parts[0], parts[1]));
        }

        return facts;
    }

    /// <summary>A number; 0 where it is not known.</summary>
    public double Number(string key) => Measurements.Parse(_values.GetValueOrDefault(key, ""));
}
