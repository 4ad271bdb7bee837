using Tocsin.Core.Engine;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>One alert before it is written: what was found, by which rule, and what it rests on.</summary>
/// <remarks>
/// Identity and time are the engine's to decide; the document (<see cref="AlertDocumentWriter"/>) follows from what stands here
/// and from nothing else, so equal alerts give equal bytes.
/// </remarks>
internal sealed record Alert
{
    /// <summary>The rule that raised it.</summary>
    public required Rule Rule { get; init; }

    /// <summary>A function of rule and evidence alone: <c>kibana.alert.uuid</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it stands for.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>The instant it was created, milliseconds since 1970: the tick of the run, or the event's time. Never the machine's clock.</summary>
    public required long TimeMillis { get; init; }

    /// <summary>
    /// The events it is about, in order: one for <see cref="AlertKind.Event"/> and <see cref="AlertKind.BuildingBlock"/>, all of a sequence
    /// for <see cref="AlertKind.Shell"/> (absent ones left out), none for <see cref="AlertKind.Row"/>.
    /// </summary>
    public IReadOnlyList<StoredEvent> Events { get; init; } = [];

    /// <summary>The columns of the row that raised it; empty without a row.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; init; } = [];

    /// <summary>The row: one cell for each column.</summary>
    public IReadOnlyList<Value> Cells { get; init; } = [];

    /// <summary>What it rests on; where null, <see cref="Events"/> are the evidence.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>Where it comes from, the source last; where null, those of its one event (<see cref="AlertAncestors.Of"/>).</summary>
    public AlertAncestor[]? Ancestors { get; init; }

    /// <summary>The id of the shell of its sequence; null for others.</summary>
    public string? GroupId { get; init; }

    /// <summary>Its place in its sequence, from 0; null for shells and others.</summary>
    public int? GroupIndex { get; init; }

    /// <summary>The evaluations that the alert stands for; null where each makes its own.</summary>
    public AlertEpisode? Episode { get; init; }

    /// <summary>Only for threshold rules.</summary>
    public ThresholdResult? Threshold { get; init; }

    /// <summary>Only for new-terms rules: the values, in the order of the rule's fields.</summary>
    public IReadOnlyList<Value> NewTerms { get; init; } = [];

    /// <summary>Only for threat-match rules: the entries for <c>threat.enrichments</c>, UTF-8 JSON objects.</summary>
    public IReadOnlyList<byte[]> Enrichments { get; init; } = [];

    /// <summary>When it was last added to, milliseconds since 1970; null where never after it was created.</summary>
    public long? LastDetectedMillis { get; init; }

    /// <summary>Whether the scan reports only what is later: only rules over alerts see it.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Whether its workflow status is <c>closed</c> rather than <c>open</c> (D59).</summary>
    public bool IsClosed { get; init; }

    /// <summary>The alerts that were folded into this one; null without suppression.</summary>
    public SuppressionResult? Suppression { get; init; }
}

/// <summary>What an alert stands for.</summary>
internal enum AlertKind
{
    /// <summary>One event, with the columns that a query computed for it, if any.</summary>
    Event,

    /// <summary>A row or group that several events make: the event fields are not copied.</summary>
    Row,

    /// <summary>A whole sequence or sample: the fields that all its events share.</summary>
    Shell,

    /// <summary>One event of a sequence.</summary>
    BuildingBlock,
}

/// <summary>An entry of <c>kibana.alert.ancestors</c>.</summary>
/// <param name="Id">The id of the event or alert; may be empty.</param>
/// <param name="IsAlert">Whether it is an alert (<c>signal</c>) rather than an event.</param>
/// <param name="Index">Its index; empty where none is known.</param>
/// <param name="Depth">0 for an event.</param>
/// <param name="Rule">The id of the rule that raised it, for alerts.</param>
internal sealed record AlertAncestor(string Id, bool IsAlert, string Index, int Depth, string? Rule = null);

/// <summary>The evaluations whose evidence overlaps and that raised one alert together.</summary>
/// <param name="FirstTick">The first of them, milliseconds since 1970.</param>
/// <param name="LastTick">The latest.</param>
/// <param name="Evaluations">How many there were.</param>
internal sealed record AlertEpisode(long FirstTick, long LastTick, long Evaluations);

/// <summary>A field and its value, as in <c>threshold_result.terms</c>.</summary>
internal sealed record AlertTerm(string Field, Value Value);

/// <summary>What made a threshold pass (D32).</summary>
/// <param name="Terms">The group.</param>
/// <param name="Count">Its events.</param>
/// <param name="FromMillis">The time of the oldest of them.</param>
/// <param name="NewestMillis">The time of the newest of them: the alert's original time.</param>
/// <param name="CardinalityField">The field whose values were counted; null without.</param>
/// <param name="Cardinality">How many distinct values it has.</param>
internal sealed record ThresholdResult(
    IReadOnlyList<AlertTerm> Terms,
    long Count,
    long FromMillis,
    long NewestMillis,
    string? CardinalityField,
    long Cardinality
);

/// <summary>What an alert was made to stand for by suppression (detection engine, section 8).</summary>
/// <param name="Terms">The group.</param>
/// <param name="StartMillis">Event time of the first event that the alert stands for.</param>
/// <param name="EndMillis">Event time of the last one.</param>
/// <param name="DocsCount">How many were folded in, the alert itself not counted.</param>
/// <param name="InstanceId">The group's id.</param>
internal sealed record SuppressionResult(
    IReadOnlyList<AlertTerm> Terms,
    long StartMillis,
    long EndMillis,
    long DocsCount,
    string InstanceId
);
