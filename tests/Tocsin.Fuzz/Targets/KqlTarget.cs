using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Fuzz.Targets;

/// <summary>Scanner, parser, binder and run of KQL; the optimizer must not change what is found.</summary>
internal sealed class KqlTarget() : FuzzTarget("kql")
{
    public override IReadOnlyList<string> Seeds { get; } =
    [
        "process.name: bash and not user.name: (root or \"the admin\")",
        "event.category:(process or network) and process.args:(-c and id) or host.os.type:linux",
        "process.pid >= 17 and process.pid < 20 and @timestamp > now-1d/d",
        "source.ip: 10.0.0.0/8 or source.ip: \"::1\" or source.ip: *",
        "message: \"foo bar\" or foo* or *.name: ba*h",
        "labels: { a: x and c: false } and not kubernetes.audit.user.groups: system\\:masters",
        "user.name: system\\:serviceaccount\\:* and kubernetes.audit.annotations.authorization_k8s_io/decision: \"allow\"",
        "file.path: C\\:\\\\x or file.path: \\u00e9 or file.size <= -1.5e2",
        "not (a: b) and (c: (d or not e))",
        "*:* or * ",
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus) =>
        corpus
            .Rules.Where(r => r.Language == RuleLanguage.Kql && r.Query is not null)
            .Select(r => r.Query!.Text)
            .Concat(corpus.Queries("conformance/kql"));

    public override void Run(string input)
    {
        var diagnostics = new DiagnosticBag();
        var fields = new FieldTable();
        var schema = FieldTypes.Default.SchemaFor(new IndexPatterns(["logs-*"]), []);
        var condition = KqlCompiler.Compile(SourceText.From(input, "query"), schema, fields, diagnostics);
        DiagnosticChecks.Check(diagnostics);
        FuzzFailure.Unless(condition is null == diagnostics.HasErrors, "a condition and errors, or neither");
        if (condition is null)
            return;
        var optimized = TreePipeline.Default.Run(condition);
        var context = new EvalContext { NowMillis = 1_772_359_200_000 };
        foreach (var read in SampleEvents.Read(fields, FieldTypes.Default))
        {
            context.Event = read;
            var (plain, rewritten) = (condition.Test(context), optimized.Test(context));
            FuzzFailure.Unless(plain == rewritten, $"{read.Id}: optimized {rewritten}, as bound {plain}");
        }
    }
}
