using Tocsin.Core.Engine.Pipeline.Deferred;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.FirstSeen;

/// <summary>What one thread has seen of the terms of a rule: hands over the runs that some events add to or begin. One thread at a time.</summary>
/// <remarks>
/// PERF: nearly every event brings terms that were seen a moment ago. A thread that remembers them keeps no event for them and makes no key; it hands over the run that
/// it knows, prolonged. Runs may be handed over again and again, and in any order: <see cref="TermRuns"/> joins them.
/// </remarks>
/// <param name="plan">The rule.</param>
/// <param name="remembers">Whether what was handed over is remembered.</param>
internal sealed class TermGatherer(NewTermsPlan plan, bool remembers)
{
    /// <summary>How many terms are remembered at most.</summary>
    private const int TermsMax = 8192;

    private readonly long _gapMillis = TermRuns.GapMillis(plan);
    private readonly Dictionary<byte[], Known> _known = new(ByteKeys.Instance);
    private readonly List<Known> _touched = [];
    private readonly List<(ValueKey Term, TermRun Run)> _done = [];
    private readonly List<ValueKey> _combinations = [];
    private readonly Value[] _values = new Value[plan.Program.Slots.Length];
    private readonly PackedKey _packed = new();

    /// <summary>Adds the event of a context, if it matches.</summary>
    public void Add(EvalContext context, long timeMillis)
    {
        if (context.Test(plan.Program.Condition) != Truth.True)
            return;
        var read = context.Event!;
        var slots = plan.Program.Slots;
        var isOne = true;
        for (var i = 0; i < slots.Length; i++)
        {
            _values[i] = read.Get(slots[i]);
            if (_values[i].IsNull)
                return;
            isOne &= !_values[i].IsMany;
        }

        if (isOne)
        {
            Add(_values, read, timeMillis);
            return;
        }

        _combinations.Clear();
        FieldCombinations.Collect(read, slots, _combinations);
        foreach (var combination in _combinations)
            Add(combination.Values, read, timeMillis);
    }

    /// <summary>The runs that events were added to since the last call; null for none.</summary>
    public TermRuns? Hand()
    {
        if (_touched.Count == 0)
            return null;
        var runs = new TermRuns(plan);
        foreach (var known in _touched)
        {
            known.IsTouched = false;
            runs.Add(known.Term, known.ToRun());
        }

        foreach (var (term, run) in _done)
            runs.Add(term, run);
        _touched.Clear();
        _done.Clear();
        if (!remembers || _known.Count > TermsMax)
            _known.Clear();
        return runs;
    }

    private void Add(ReadOnlySpan<Value> term, Event read, long timeMillis)
    {
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        var key = _packed.Of(term);
        if (!lookup.TryGetValue(key, out var known))
        {
            known = new(new ValueKey(term.ToArray()).ToOwned());
            lookup[key] = known;
        }
        else if (timeMillis > known.FirstMillis && timeMillis - known.LastMillis <= _gapMillis)
        {
            // In order of time nearly every event falls behind the run's beginning.
            known.LastMillis = Math.Max(known.LastMillis, timeMillis);
            Touch(known);
            return;
        }
        else if (known.IsTouched)
        {
            _done.Add((known.Term, known.ToRun()));
        }

        known.First = read.Store();
        known.FirstMillis = known.LastMillis = timeMillis;
        Touch(known);
    }

    private void Touch(Known known)
    {
        if (known.IsTouched)
            return;
        known.IsTouched = true;
        _touched.Add(known);
    }

    /// <summary>The latest run that is known of a term.</summary>
    private sealed class Known(ValueKey term)
    {
        public ValueKey Term { get; } = term;

        public StoredEvent First { get; set; } = null!;

        public long FirstMillis { get; set; }

        public long LastMillis { get; set; }

        /// <summary>Whether it is to be handed over.</summary>
        public bool IsTouched { get; set; }

        public TermRun ToRun() => new(First, FirstMillis, LastMillis);
    }
}
