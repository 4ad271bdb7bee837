using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Spec.Tests;

/// <summary>A scan from files to printed alerts, as the executable does it, with everything that must not matter open to change.</summary>
internal sealed record AlertScan : IInputProblems
{
    private readonly List<InputProblem> _problems = [];
    private readonly List<Inputs> _opened = [];

    /// <summary>The rules; those that cannot run here are left out.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    public int Threads { get; init; } = 1;

    public InputOptions Input { get; init; } = new();

    public TreePipeline Optimizer { get; init; } = TreePipeline.Default;

    public EngineOptions Engine { get; init; } = new();

    /// <summary>What is wrong with a rule is an error here.</summary>
    public static IReadOnlyList<Rule> Load(params string[] paths)
    {
        var diagnostics = new DiagnosticBag();
        var loaded = RuleFiles.Load(paths, diagnostics);
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        return loaded.Rules;
    }

    /// <summary>What is raised over some files, in no particular order.</summary>
    public List<Detection> Detect(params string[] paths) => Run(paths, new DataStreams());

    /// <summary>The alerts over some files, as <c>--format ndjson</c> prints them.</summary>
    public string Print(params string[] paths)
    {
        var streams = new DataStreams();
        using var spool = new AlertSpool(streams);
        var factory = new AlertFactory(streams);
        foreach (var alert in Run(paths, streams).SelectMany(factory.AlertsOf))
            spool.Add(alert);
        using var output = new MemoryStream();
        AlertOutput.Write(spool, ResultFormat.Ndjson, TextStyle.Plain, output);
        foreach (var inputs in _opened)
            inputs.Dispose();
        Assert.DoesNotContain(_problems, p => p.Kind != InputProblemKind.Irregular);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    void IInputProblems.Report(InputProblem problem)
    {
        lock (_problems)
            _problems.Add(problem);
    }

    private Inputs Open(string[] paths)
    {
        var inputs = Inputs.Open(paths, Input, this);
        _opened.Add(inputs);
        return inputs;
    }

    private List<Detection> Run(string[] paths, DataStreams streams)
    {
        var fields = new FieldTable();
        var diagnostics = new DiagnosticBag();
        var compiler = new RuleCompiler(FieldTypes.Default, fields, [], Optimizer) { Streams = streams };
        var plans = Rules.Select(r => compiler.Compile(r, diagnostics)).OfType<RulePlan>().ToList();
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        var detections = new List<Detection>();
        new ScanDriver(new CompiledRules(plans), streams, Engine, Threads).Run(
            () => Open(paths).ReadChunks(),
            canReopen: true,
            _ => new JsonEventReader(fields, FieldTypes.Default, streams, this, new ReaderOptions()),
            detections.Add,
            openAlerts: null,
            progress: null,
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain(_problems, p => p.Kind != InputProblemKind.Irregular);
        return detections;
    }
}
