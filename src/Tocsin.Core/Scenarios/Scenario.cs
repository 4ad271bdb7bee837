using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;

namespace Tocsin.Core.Scenarios;

/// <summary>A test of a rule: events, the times at which it runs, and the alerts that must then exist.</summary>
/// <remarks>The JSON form is described in <c>docs/scenarios.md</c>.</remarks>
internal sealed record Scenario
{
    /// <summary>Its name in reports.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, for people.</summary>
    public string Note { get; init; } = "";

    /// <summary>The file and where the scenario begins in it.</summary>
    public required SourceText File { get; init; }

    /// <summary>See <see cref="File"/>.</summary>
    public TextSpan Span { get; init; }

    public required Rule Rule { get; init; }

    /// <summary>The types of fields, over the catalogue's.</summary>
    public IReadOnlyDictionary<string, FieldInfo> Types { get; init; } = new Dictionary<string, FieldInfo>();

    public ScenarioDocuments Events { get; init; } = ScenarioDocuments.None;

    /// <summary>The documents of the threat indices.</summary>
    public ScenarioDocuments Indicators { get; init; } = ScenarioDocuments.None;

    /// <summary>The exceptions that apply to the rule.</summary>
    public IReadOnlyList<ExceptionItem> Exceptions { get; init; } = [];

    /// <summary>The value lists that exceptions refer to, by id.</summary>
    public IReadOnlyDictionary<string, ValueList> ValueLists { get; init; } = new Dictionary<string, ValueList>();

    /// <summary>The starts of the runs, ascending, milliseconds since 1970; empty for all that are due.</summary>
    public IReadOnlyList<long> Ticks { get; init; } = [];

    public IReadOnlyList<ScenarioClosing> Closings { get; init; } = [];

    public IReadOnlyList<ExpectedAlert> ExpectedAlerts { get; init; } = [];

    public IReadOnlyList<ReferenceWarning> ExpectedWarnings { get; init; } = [];

    /// <summary>Whose behaviour is expected; null leaves it to the caller.</summary>
    public RunSemantics? Semantics { get; init; }
}

/// <summary>Documents of a scenario.</summary>
/// <param name="Inline">Those that stand in it, UTF-8 JSON each.</param>
/// <param name="Paths">Files that hold others; they come before the inline ones.</param>
internal sealed record ScenarioDocuments(IReadOnlyList<byte[]> Inline, IReadOnlyList<string> Paths)
{
    public static readonly ScenarioDocuments None = new([], []);
}

/// <summary>After a run the alerts on some events are closed.</summary>
/// <param name="AfterRun">The run, from 1.</param>
/// <param name="SourceIds">The events.</param>
internal sealed record ScenarioClosing(int AfterRun, IReadOnlySet<string> SourceIds);
