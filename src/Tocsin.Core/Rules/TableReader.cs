using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>Takes typed values out of a table of a rule file; what is missing or of a wrong type is reported at its place.</summary>
/// <remarks>JSON's null counts as absent (D3).</remarks>
/// <param name="source">The file.</param>
/// <param name="table">The table.</param>
/// <param name="name">What stands before its keys in messages: <c>threshold.</c>, or nothing. Inside of another table only its key there.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
/// <param name="parent">The table that it is in, if it was reached through one.</param>
/// <param name="index">Its place, where it is an item of a list there; else negative.</param>
internal sealed class TableReader(
    SourceText source,
    TableNode table,
    string name,
    DiagnosticBag diagnostics,
    TableReader? parent = null,
    int index = -1
)
{
    /// <summary>What stands before its keys in messages. Put together only when there is one: a rule has a dozen tables, and nothing is wrong with most.</summary>
    private string Path =>
        parent is null ? name
        : index < 0 ? $"{parent.Path}{name}."
        : $"{parent.Path}{name}[{index}].";

    public SourceText Source => source;

    public TableNode Table => table;

    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>Whether the key is there with a value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Where the value of a key stands, else the table's own place.</summary>
    public TextSpan SpanOf(string key) => Find(key)?.Span ?? table.Span;

    /// <summary>Reports an error at the value of a key.</summary>
    public void Fail(string key, DiagnosticDescriptor descriptor, string? help, params object[] arguments) =>
        diagnostics.Add(new(descriptor, source, SpanOf(key), arguments, Help: help));

    /// <summary>Reports that a key is missing.</summary>
    public void FailMissing(string key, string? help = null) =>
        Fail(key, RuleDiagnostics.MissingField, help, Path + key);

    /// <summary>Warns of keys that are not among those known.</summary>
    public void WarnOfUnknown(IReadOnlySet<string> known, bool onlyIfNear = false)
    {
        foreach (var entry in table.Entries)
        {
            if (known.Contains(entry.Key))
                continue;
            var near = NearestName.Find(entry.Key, known);
            if (near is null && onlyIfNear)
                continue;
            var help = near is null ? null : $"did you mean `{near}`?";
            diagnostics.Add(new(RuleDiagnostics.UnknownField, source, entry.KeySpan, [Path + entry.Key], Help: help));
        }
    }

    /// <summary>The string of a key, or null.</summary>
    public StringNode? String(string key) => Take<StringNode>(key, "a string");

    /// <summary>The text of a key, or null.</summary>
    public string? Text(string key) => String(key)?.Value;

    /// <summary>The text of a key that must be there and not be blank; reports and gives an empty text otherwise.</summary>
    public string RequiredText(string key, string? help = null)
    {
        if (!Has(key))
            FailMissing(key, help);
        var text = Text(key);
        if (text is not null && string.IsNullOrWhiteSpace(text))
            Fail(key, RuleDiagnostics.EmptyText, help, Path + key);
        return text ?? "";
    }

    public bool? Boolean(string key) => Take<BooleanNode>(key, "a boolean")?.Value;

    /// <summary>The whole number of a key within bounds, both included; null where it is absent or wrong.</summary>
    public long? Integer(string key, long min, long max)
    {
        var node = Find(key);
        if (node is null)
            return null;
        // JSON does not tell 47 from 47.0.
        var number =
            node is FloatNode { JsonText: not null } f && f.Value == Math.Floor(f.Value) && Math.Abs(f.Value) < 1e15
                ? (long)f.Value
                : (node as IntegerNode)?.Value;
        if (number is null)
        {
            FailType(key, node, "an integer");
        }
        else if (number < min || number > max)
        {
            var bounds = max == long.MaxValue ? $"at least {min}" : $"between {min} and {max}";
            Fail(key, RuleDiagnostics.OutOfRange, null, Path + key, bounds);
            number = null;
        }

        return number;
    }

    /// <summary>One of some words; null where it is absent or wrong.</summary>
    public T? Choice<T>(string key, NameTable<T> choices)
        where T : struct
    {
        var text = Text(key);
        if (text is null)
            return null;
        if (choices.TryGetValue(text, out var chosen))
            return chosen;
        var near = NearestName.Find(text, choices.Names);
        var names = string.Join(", ", choices.Names.Select(c => $"`{c}`"));
        var help = near is null ? $"it is one of {names}" : $"did you mean `{near}`?";
        Fail(key, RuleDiagnostics.BadChoice, help, Path + key, text);
        return null;
    }

    /// <summary>The texts of a list; empty where it is absent or wrong.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var items = Items(key);
        if (items.Count == 0)
            return [];
        var texts = new List<string>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is StringNode text)
                texts.Add(text.Value);
            else
                FailType($"{key}[{i}]", items[i], "a string");
        }

        return texts;
    }

    /// <summary>The texts of a list, or one text alone.</summary>
    public IReadOnlyList<string> TextOrTexts(string key) =>
        Find(key) is StringNode text
            ? text.Value.Length > 0
                ? [text.Value]
                : []
            : Texts(key);

    /// <summary>A table within the table, or null.</summary>
    public TableReader? Inner(string key) =>
        Take<TableNode>(key, "a table") is { } inner ? new(source, inner, key, diagnostics, this) : null;

    /// <summary>Like <see cref="Inner"/> for what may be anything: null where it is no table.</summary>
    public TableReader? InnerIfTable(string key) => table[key] is TableNode ? Inner(key) : null;

    /// <summary>The tables of a list; empty where it is absent or wrong.</summary>
    public IReadOnlyList<TableReader> Tables(string key)
    {
        var items = Items(key);
        if (items.Count == 0)
            return [];
        var tables = new List<TableReader>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is TableNode inner)
                tables.Add(new(source, inner, key, diagnostics, this, i));
            else
                FailType($"{key}[{i}]", items[i], "a table");
        }

        return tables;
    }

    /// <summary>The items of a list; empty where it is absent or wrong.</summary>
    public List<Node> Items(string key) => Take<ArrayNode>(key, "a list")?.Items ?? [];

    private Node? Find(string key) => table[key] is { } node and not NullNode ? node : null;

    private T? Take<T>(string key, string wanted)
        where T : Node
    {
        var node = Find(key);
        if (node is not null && node is not T)
            FailType(key, node, wanted);
        return node as T;
    }

    private void FailType(string key, Node node, string wanted) =>
        diagnostics.Report(RuleDiagnostics.WrongType, source, node.Span, Path + key, wanted, node.Kind);
}
