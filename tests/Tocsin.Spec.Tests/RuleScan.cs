using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Spec.Tests;

/// <summary>Scans files with rules, as the executable does, and gives what was raised.</summary>
internal sealed class RuleScan : IInputProblems
{
    private readonly FieldTable _fields = new();
    private readonly DataStreams _streams = new();
    private readonly DiagnosticBag _diagnostics = new();
    private readonly List<InputProblem> _problems = [];

    /// <summary>What the rules raise over the files, by time. Fails where a rule or a record is wrong.</summary>
    public static List<Detection> Run(IEnumerable<Rule> rules, params string[] paths) =>
        new RuleScan().Scan(rules, paths);

    /// <summary>A rule file's rule; fails where it is wrong, or hardly meant unless warnings are allowed.</summary>
    public static Rule Load(string name, byte[] text, bool allowsWarnings = false)
    {
        var loaded = new LoadedRules();
        var diagnostics = new DiagnosticBag();
        new RuleLoader(loaded, diagnostics).LoadToml(text, name);
        var found = diagnostics.ToSortedArray().Where(d => d.IsError || !allowsWarnings);
        Assert.Empty(found.Select(DiagnosticRenderer.Render));
        return Assert.Single(loaded.Rules);
    }

    void IInputProblems.Report(InputProblem problem)
    {
        lock (_problems)
            _problems.Add(problem);
    }

    private List<Detection> Scan(IEnumerable<Rule> rules, string[] paths)
    {
        var compiler = new RuleCompiler(FieldTypes.Default, _fields, [], TreePipeline.Default) { Streams = _streams };
        var plans = rules.Select(r => compiler.Compile(r, _diagnostics)).ToList();
        Assert.Empty(_diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var driver = new ScanDriver(
            new CompiledRules(plans.OfType<RulePlan>()),
            _streams,
            new EngineOptions(),
            threads: 1
        );
        var detections = new List<Detection>();
        driver.Run(
            () => Inputs.Open(paths, new InputOptions(), this).ReadChunks(),
            canReopen: true,
            _ => new JsonEventReader(_fields, FieldTypes.Default, _streams, this, new ReaderOptions()),
            detections.Add,
            openAlerts: null,
            progress: null,
            CancellationToken.None
        );
        Assert.Empty(_problems);
        return [.. detections.OrderBy(d => d.RaisedMillis).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }
}
