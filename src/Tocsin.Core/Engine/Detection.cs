using Tocsin.Core.Events;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine;

/// <summary>What the engine found: all that an alert is made of.</summary>
internal sealed record Detection
{
    /// <summary>The rule.</summary>
    public required RulePlan Plan { get; init; }

    /// <summary>The alert's id: a function of rule and evidence alone.</summary>
    public required string Id { get; init; }

    /// <summary>When the rule raised it, milliseconds since 1970: the tick that saw it first.</summary>
    public required long RaisedMillis { get; init; }

    /// <summary>The last tick at which it still held; the same as <see cref="RaisedMillis"/> unless later evaluations extended it.</summary>
    public required long LastRaisedMillis { get; init; }

    /// <summary>How many ticks found it.</summary>
    public int Evaluations { get; init; } = 1;

    /// <summary>Whether the scan reports only what is later: only suppression and rules over alerts see it.</summary>
    public bool IsHistory { get; init; }

    /// <summary>The source event, where the detection is about a single one.</summary>
    public StoredEvent? Event { get; init; }

    /// <summary>The id of <see cref="Event"/>, told apart from identical records.</summary>
    public string? EventId { get; init; }

    /// <summary>Whether the alert shows the row alone, though it stems from one event: an ES|QL query that does not keep <c>_id</c> (D27).</summary>
    public bool ShowsRowOnly { get; init; }

    /// <summary>The columns that the query computed; empty where a match is the event and nothing else.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; init; } = [];

    /// <summary>One for each column.</summary>
    public Value[] Cells { get; init; } = [];

    /// <summary>The values of the group keys, for a row of <c>STATS … BY</c>.</summary>
    public Value[] GroupKey { get; init; } = [];

    /// <summary>The events that it rests on.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>The events of a sequence or sample in the order of its items, null for a missing one; empty otherwise.</summary>
    public IReadOnlyList<StoredEvent?> SequenceEvents { get; init; } = [];

    /// <summary>The values of a new-terms rule's fields that were new, in the order of the fields; empty otherwise.</summary>
    public Value[] NewTerms { get; init; } = [];

    /// <summary>The join keys of a sequence or sample.</summary>
    public Value[] JoinKeys { get; init; } = [];
}
