namespace Tocsin.Core.Engine.Sequence;

/// <summary>An EQL sample (EQL specification, section 13): under one key, distinct events for all filters, whatever their time.</summary>
internal sealed class SampleProgram(IReadOnlyList<JoinItem> items, EventOrder order, SequenceLimits limits)
    : JoinProgram(items, order, limits)
{
    protected override bool TakesEventsWithoutTime => true;

    /// <inheritdoc/>
    public override ISequenceRun Start() => new SampleRun(this);
}
