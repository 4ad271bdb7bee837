using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.FirstSeen;

/// <summary>What a new-terms rule asks of an event: does it match, and which terms has it?</summary>
/// <param name="condition">The rule's query.</param>
/// <param name="slots">The fields whose combinations of values are the terms.</param>
/// <param name="historyMillis">How far before the end of a window its history begins.</param>
/// <remarks>Stateless; shared between threads. Semantics: <c>detection-engine.md</c>, 7.5.</remarks>
internal sealed class NewTermsProgram(BoundExpression condition, int[] slots, long historyMillis)
{
    /// <summary>A condition that holds for every event that can matter.</summary>
    public BoundExpression Condition { get; } = condition;

    /// <summary>How far before the end of a window its history begins.</summary>
    public long HistoryMillis { get; } = historyMillis;

    /// <summary>The fields whose combinations of values are the terms.</summary>
    public int[] Slots { get; } = slots;

    /// <summary>Collects the terms of an event that matches; they borrow its bytes.</summary>
    public void Collect(EvalContext context, List<ValueKey> terms)
    {
        if (Condition.Test(context) == Truth.True)
            FieldCombinations.Collect(context.Event!, Slots, terms);
    }
}

/// <summary>A stretch of time in which a term is seen so often that only its first event can be new.</summary>
/// <param name="First">The first event.</param>
/// <param name="FirstMillis">Its time.</param>
/// <param name="LastMillis">The time of the last event.</param>
internal sealed record TermRun(StoredEvent First, long FirstMillis, long LastMillis);
