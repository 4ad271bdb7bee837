using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Rules;

/// <summary>The exceptions of a run, by list: a rule has those of the lists that it refers to (<c>detection-engine.md</c>, section 9).</summary>
internal sealed class ExceptionLists
{
    private readonly Dictionary<string, List<ExceptionItem>> _byList = new(StringComparer.Ordinal);

    /// <summary>How many items there are.</summary>
    public int Count => _byList.Values.Sum(l => l.Count);

    /// <summary>Reads the items of some exports.</summary>
    /// <param name="items">The items.</param>
    /// <param name="diagnostics">Receives those that cannot be applied.</param>
    public static ExceptionLists Read(IEnumerable<ExportedObject> items, DiagnosticBag diagnostics)
    {
        var lists = new ExceptionLists();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var exported in items)
        {
            // The same export may be named twice, as a rule file and as a list.
            var id = ExceptionItem.Text(exported.Document["item_id"] as JsonNode);
            if (id is not null && !seen.Add(id))
                continue;
            if (ExceptionItem.Read(exported.Document, out var problem) is { } item)
                lists.Add(item);
            else
                diagnostics.Report(
                    RuleDiagnostics.BadException,
                    exported.File,
                    exported.Span,
                    problem ?? "it cannot be read"
                );
        }

        return lists;
    }

    /// <summary>The items that apply to a rule. The endpoint list is for agents, not for runs.</summary>
    public IReadOnlyList<ExceptionItem> Of(Rule rule) =>
        rule.ExceptionLists.Count == 0
            ? []
            :
            [
                .. rule
                    .ExceptionLists.Where(l => l.Type != "endpoint")
                    .Select(l => l.ListId)
                    .Distinct(StringComparer.Ordinal)
                    .SelectMany(id => _byList.GetValueOrDefault(id) ?? []),
            ];

    /// <summary>The lists, in order, that none of the rules refers to.</summary>
    public IEnumerable<string> NotUsedBy(IEnumerable<Rule> rules)
    {
        var used = rules.SelectMany(r => r.ExceptionLists).Select(l => l.ListId).ToHashSet(StringComparer.Ordinal);
        return _byList.Keys.Where(id => !used.Contains(id)).Order(StringComparer.Ordinal);
    }

    private void Add(ExceptionItem item)
    {
        if (!_byList.TryGetValue(item.ListId, out var list))
            _byList[item.ListId] = list = [];
        list.Add(item);
    }
}
