using System.Globalization;
using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Checks;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Rules;
using Tocsin.Core.Scenarios;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Diagnostics;

/// <summary>An example of a page, in a fence that says what it is: <c>eql strict</c>, <c>esql rule</c>, <c>toml</c>.</summary>
/// <param name="Language"><c>eql</c>, <c>kuery</c>, <c>esql</c>, <c>toml</c> or <c>ndjson</c> (rule files), <c>scenario</c>, <c>types</c>.</param>
/// <param name="Options">
/// <c>strict</c>: only known fields; <c>rule</c>: an ES|QL query of a rule; <c>scan</c>: as <c>tocsin scan</c> reads rules; <c>indices=</c>: the indices of the input; <c>timestamp=</c>: the
/// field of a request; <c>nest=</c>: how often the first bracket of each kind is repeated; <c>unescape</c>: escapes stand for the characters.
/// </param>
/// <param name="Text">The example, as it stands in the page.</param>
internal sealed record DiagnosticExample(string Language, IReadOnlyDictionary<string, string> Options, string Text)
{
    /// <summary>The table that queries can join.</summary>
    private static readonly LookupTable People = new(
        "people",
        [new("team", DataType.Keyword), new("user", DataType.Keyword)],
        [
            [Value.FromText("red"), Value.FromText("x")],
        ]
    );

    /// <summary>Reads what stands behind the backticks of a fence.</summary>
    public static DiagnosticExample Of(string info, string body)
    {
        var words = info.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = words
            .Skip(1)
            .Select(w => w.Split('=', 2))
            .ToDictionary(w => w[0], w => w.ElementAtOrDefault(1) ?? "");
        return new(words[0], options, body.EndsWith('\n') ? body[..^1] : body);
    }

    /// <summary>What the program has to say to the example, sorted by place.</summary>
    /// <param name="types">Types files of single indices.</param>
    public Diagnostic[] Diagnose(IReadOnlyList<DiagnosticExample> types)
    {
        var diagnostics = new DiagnosticBag();
        var overrides = new TypeOverrides();
        foreach (var file in types)
            overrides.Add(file.Options["index"], SourceText.From(file.Text, "types.tsv"), diagnostics);
        var fieldTypes = new FieldTypes(overrides, Options.ContainsKey("strict"));
        var text = Expand(Text);
        switch (Language)
        {
            case "types":
                TypesFile.Parse(SourceText.From(text, "types.tsv"), diagnostics);
                break;
            case "scenario":
                DiagnoseScenario(SourceText.From(text, "scenario.json"), diagnostics);
                break;
            case "toml" or "ndjson":
                DiagnoseRules(text, fieldTypes, diagnostics);
                break;
            default:
                DiagnoseQuery(SourceText.From(text, "query"), fieldTypes, diagnostics);
                break;
        }

        return diagnostics.ToSortedArray();
    }

    private void DiagnoseQuery(SourceText query, FieldTypes types, DiagnosticBag diagnostics)
    {
        var fields = new FieldTable();
        var indices = Options.TryGetValue("indices", out var names) ? names.Split(',') : null;
        var schema = types.SchemaFor(new IndexPatterns(["*"]), indices ?? []);
        switch (Language)
        {
            case "eql":
                var options = EqlOptions.Default;
                if (Options.TryGetValue("timestamp", out var timestamp))
                    options = options with { TimestampField = timestamp };
                EqlCompiler.Compile(query, schema, fields, options, diagnostics);
                break;
            case "kuery":
                KqlCompiler.Compile(query, schema, fields, diagnostics);
                break;
            case "esql":
                var mode = Options.ContainsKey("rule") ? EsqlOptions.ForRule : EsqlOptions.ForQuery;
                var tables = new Dictionary<string, LookupTable> { [People.Name] = People };
                EsqlCompiler.Compile(
                    query,
                    p => types.SchemaFor(p, indices ?? []),
                    fields,
                    mode with
                    {
                        Lookups = tables,
                        KnownIndices = indices,
                    },
                    diagnostics
                );
                break;
            default:
                Assert.Fail($"no examples are written in `{Language}`");
                break;
        }
    }

    private void DiagnoseRules(string text, FieldTypes types, DiagnosticBag diagnostics)
    {
        var loaded = new LoadedRules();
        var loader = new RuleLoader(loaded, diagnostics);
        if (Language == "toml")
            loader.LoadToml(Encoding.UTF8.GetBytes(text), "rule.toml");
        else
            loader.LoadJson(Encoding.UTF8.GetBytes(text), "export.ndjson");
        var compiler = new RuleCompiler(types, new FieldTable(), [], TreePipeline.Default)
        {
            RequiresCompletion = Options.ContainsKey("scan"),
        };
        foreach (var rule in loaded.Rules)
        {
            if (compiler.Compile(rule, diagnostics) is { } plan)
                PlanCheck.Run(plan, diagnostics);
        }
    }

    private static void DiagnoseScenario(SourceText source, DiagnosticBag diagnostics)
    {
        var scenarios = ScenarioFiles.Parse(source, diagnostics);
        if (diagnostics.HasErrors)
            return;
        foreach (var scenario in scenarios)
            diagnostics.AddRange(ScenarioRunner.Run(scenario, RunSemantics.Tocsin).Diagnostics);
    }

    private string Expand(string text)
    {
        if (Options.ContainsKey("unescape"))
            text = text.Replace("\\u0001", "\u0001", StringComparison.Ordinal);
        if (!Options.TryGetValue("nest", out var count))
            return text;
        var (open, close) = text.Contains('(', StringComparison.Ordinal) ? ('(', ')') : ('[', ']');
        var times = int.Parse(count, CultureInfo.InvariantCulture);
        // The last brackets are the ones: a header of TOML has some too.
        var from = text.LastIndexOf(open);
        var until = text.LastIndexOf(close);
        return $"{text[..from]}{new string(open, times)}{text[(from + 1)..until]}{new string(close, times)}{text[(until + 1)..]}";
    }
}
