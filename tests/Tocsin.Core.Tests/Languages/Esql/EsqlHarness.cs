using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>A small index and a way to ask it.</summary>
internal sealed class EsqlHarness
{
    public const long NowMillis = 1_714_557_600_000; // 2024-05-01T10:00:00Z

    private readonly FieldTypes _types;
    private readonly List<(string Index, string Json)> _documents = [];

    /// <param name="types">Lines <c>field TAB type</c>, or <c>field type</c>.</param>
    /// <param name="documents">One JSON object each.</param>
    /// <param name="isStrict">Whether only declared fields exist.</param>
    public EsqlHarness(string types, IEnumerable<string> documents, bool isStrict = false)
    {
        var overrides = new TypeOverrides();
        var diagnostics = new DiagnosticBag();
        if (types.Length > 0)
            overrides.Add("test", SourceText.From(types.Replace(' ', '\t'), "types"), diagnostics);
        Assert.Empty(diagnostics.ToSortedArray());
        _types = new(overrides, isStrict);
        _documents.AddRange(documents.Select(d => ("test", d)));
    }

    public FieldTable Fields { get; } = new();

    /// <summary>Compiles a query; <paramref name="diagnostics"/> receives what is wrong.</summary>
    public EsqlProgram? Compile(string query, EsqlOptions options, out Diagnostic[] diagnostics)
    {
        var bag = new DiagnosticBag();
        var text = SourceText.From(query, "query");
        var program = EsqlCompiler.Compile(text, p => _types.SchemaFor(p, ["test"]), Fields, options, bag);
        diagnostics = bag.ToSortedArray();
        return program;
    }

    /// <summary>A query that must compile.</summary>
    public EsqlProgram Compile(string query, EsqlOptions options)
    {
        var program = Compile(query, options, out var diagnostics);
        Assert.True(program is not null, string.Join("\n", diagnostics.Select(DiagnosticRenderer.Render)));
        return program;
    }

    /// <summary>The events of the index.</summary>
    public List<JsonEvent> Events()
    {
        var streams = new DataStreams();
        return
        [
            .. _documents.Select(
                (d, i) => new JsonEvent(d.Json, Fields, p => _types.TypeOf(d.Index, p), i, d.Index, streams)
            ),
        ];
    }

    /// <summary>Runs a query over the index as <c>tocsin query</c> does.</summary>
    public EsqlQueryResult Run(string query, EsqlOptions? options = null)
    {
        var program = Compile(query, options ?? EsqlOptions.ForQuery);
        return EsqlQueryRunner.Run(program, Events(), NowMillis);
    }

    /// <summary>The rows of a query, cells divided by bars.</summary>
    public string[] Rows(string query, EsqlOptions? options = null) => Print(Run(query, options).Table!);

    /// <summary>The one-row result of a query without a source.</summary>
    public static string Row(string query) => Assert.Single(new EsqlHarness("", []).Rows(query));

    /// <summary>The rows of a table, cells divided by bars.</summary>
    public static string[] Print(ResultTable table) =>
        [.. table.Rows.Select(r => string.Join(" | ", r.Cells.Select(c => ValueText.Format(c))))];

    /// <summary>The names of a table's columns.</summary>
    public static string Names(ResultTable table) => string.Join(" ", table.Columns.Select(c => c.Name));

    /// <summary>An evaluation context for an event.</summary>
    public static EvalContext Context(Event read) => new() { Event = read, NowMillis = NowMillis };
}
