using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Spec.Tests;

/// <summary>The data sets of <c>conformance/esql</c>: each is one index with a closed mapping.</summary>
internal sealed class EsqlDataset
{
    private readonly List<(string Index, string Json)> _documents = [];

    /// <param name="names">The data sets that are present.</param>
    public EsqlDataset(IEnumerable<string> names)
    {
        var overrides = new TypeOverrides();
        var diagnostics = new DiagnosticBag();
        foreach (var name in names)
        {
            var types = SharedData.Require($"conformance/esql/datasets/{name}.types.tsv");
            overrides.Add(name, SourceText.From(File.ReadAllText(types), types), diagnostics);
            Indices.Add(name);
            foreach (var line in File.ReadLines(SharedData.Require($"conformance/esql/datasets/{name}.ndjson")))
                _documents.Add((name, line));
        }

        Assert.Empty(diagnostics.ToSortedArray());
        Types = new(overrides, isStrict: true);
    }

    /// <summary>The data sets by name.</summary>
    public List<string> Indices { get; } = [];

    /// <summary>Their types.</summary>
    public FieldTypes Types { get; }

    /// <summary>The fields of the indices that some patterns match.</summary>
    public ISchema SchemaFor(IndexPatterns patterns) => Types.SchemaFor(patterns, Indices);

    /// <summary>The events of the indices that some patterns match.</summary>
    public List<JsonEvent> Events(IndexPatterns patterns, FieldTable fields)
    {
        var streams = new DataStreams();
        var events = new List<JsonEvent>();
        foreach (var (index, json) in _documents)
        {
            if (patterns.Matches(index))
                events.Add(new(json, fields, path => Types.TypeOf(index, path), events.Count, index, streams));
        }

        return events;
    }
}
