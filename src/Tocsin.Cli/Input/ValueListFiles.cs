using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.Input;

/// <summary>The lists of <c>--value-list ID=FILE</c>: a value a line, as Kibana imports and exports them.</summary>
internal static class ValueListFiles
{
    private const string Addresses = "ip_range";

    /// <summary>The lists by id; files for the same id add up.</summary>
    /// <exception cref="CallException">A value of the option is wrong.</exception>
    public static IReadOnlyDictionary<string, ValueList> Load(IReadOnlyList<string> options)
    {
        var lists = new Dictionary<string, ValueList>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            var (id, path) = TypeOverrides.SplitOption(option);
            if (id is null)
                throw new CallException($"`--value-list {option}` names no list", "write `--value-list ID=FILE`");
            var values = File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
            if (lists.TryGetValue(id, out var before))
                values.InsertRange(0, before.Values);
            lists[id] = ToList(values);
        }

        return lists;
    }

    /// <summary>A list of ranges, if all are addresses and some a range; else of plain values.</summary>
    private static ValueList ToList(List<string> values) =>
        values.Exists(IsRange) && values.TrueForAll(v => IsRange(v) || IsAddress(v))
            ? new(Addresses, [.. values.Select(v => IsRange(v) ? v : $"{v}-{v}")])
            : new("keyword", values);

    private static bool IsRange(string value)
    {
        if (value.Contains('/', StringComparison.Ordinal))
            return CidrBlock.TryParse(value, out _);
        var ends = value.Split('-');
        return ends.Length == 2 && IsAddress(ends[0]) && IsAddress(ends[1]);
    }

    private static bool IsAddress(string text) => System.Net.IPAddress.TryParse(text.Trim(), out _);
}
