using Tocsin.Core.Diagnostics;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Fuzz.Targets;

/// <summary>Lexer, parser, binder and run of EQL; the optimizer must not change what is found.</summary>
internal sealed class EqlTarget() : FuzzTarget("eql")
{
    public override IReadOnlyList<string> Seeds { get; } =
    [
        """process where process.name == "bash" and not user.id : "0*" """,
        """any where process.args : ("-c", "id?") and process.args_count >= 3 and ?no.such == null""",
        """file where file.path regex~ "/etc/(passwd|shadow).*" or length(file.name) > 3 + 4 * 2 - file.size % 5""",
        """network where cidrMatch(source.ip, "10.0.0.0/8", "::1/128") and destination.bytes != null""",
        """process where startsWith~(process.name, "B", "c") and stringContains(process.command_line, "x")""",
        """process where process.name in~ ("bash", "CURL") and `event.action` like "e*" // comment""",
        "sequence by host.id with maxspan=5m\n  [process where true] by user.name\n  ![file where false] by user.name\n  [network where process.pid > 1] by process.name\nuntil [any where event.action == \"end\"]",
        "sequence with maxspan=1d [process where true] with runs=3 [any where process.name != null]\n| head 5 | tail 2",
        "sample by host.id [process where true] by user.name [file where true] by user.name",
        """any where between(message, "A", "B", true) == concat(process.name, ":", 3, null) and indexOf(message, "x", 1) < 1.5e3""",
        """any where substring(process.name, -3, 2) == "as" and number("0x1f", 16) == 31 and string(process.pid) != "17" """,
        "any where \"a\\u{1F600}\\n\" == \"\"\"raw \"quoted\" \"\"\" or add(1, 2) == multiply(divide(9, 2), modulo(7, 4))",
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus) =>
        corpus
            .Rules.Where(r => r.Language == RuleLanguage.Eql && r.Query is not null)
            .Select(r => r.Query!.Text)
            .Concat(corpus.Queries("conformance/eql"));

    public override void Run(string input)
    {
        var optimized = RunWith(input, TreePipeline.Default);
        var plain = RunWith(input, TreePipeline.None);
        FuzzFailure.Unless(optimized == plain, $"optimized {optimized}, as bound {plain}");
    }

    private static string RunWith(string input, TreePipeline optimizer)
    {
        var diagnostics = new DiagnosticBag();
        var fields = new FieldTable();
        var schema = FieldTypes.Default.SchemaFor(new IndexPatterns(["logs-*"]), []);
        var options = EqlOptions.Default with { Optimizer = optimizer };
        var program = EqlCompiler.Compile(SourceText.From(input, "query"), schema, fields, options, diagnostics);
        DiagnosticChecks.Check(diagnostics);
        FuzzFailure.Unless(program is null == diagnostics.HasErrors, "a program and errors, or neither");
        if (program is null)
            return "nothing";
        var result = new EqlQueryRunner(program).Run(SampleEvents.Read(fields, FieldTypes.Default));
        return string.Join(' ', result.Events.Select(e => e.Id))
            + string.Join(' ', result.Sequences.Select(s => string.Join('+', s.Events.Select(NameOf))));
    }

    private static string NameOf(StoredEvent? stored) => stored?.Id ?? "missing";
}
