namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Runs a <see cref="ByteNfa"/> as a deterministic automaton whose states are made when a value first needs them.</summary>
/// <remarks>
/// <para>Thread-safe: states are immutable but for their next states, which are written once known and read without a lock. At most
/// <see cref="StatesMax"/> states of at most <see cref="BytesMax"/> bytes are kept; then all are forgotten. A value that makes the states
/// overflow twice is finished without keeping states. So each byte costs at most the size of the pattern.
/// </remarks>
internal sealed class LazyDfa
{
    private const int StatesMax = 2_000;
    private const int BytesMax = 1 << 20;
    private const int OverflowsMax = 2;

    private readonly ByteNfa _nfa;
    private readonly Lock _gate = new();
    private readonly StateSetStepper _stepper;
    private readonly Dictionary<int[], State> _states = new(StateSetComparer.Instance);
    private State _start;
    private int _bytes;
    private int _overflows;

    public LazyDfa(ByteNfa nfa)
    {
        _nfa = nfa;
        _stepper = new(nfa);
        _start = StateOfCurrent();
    }

    /// <summary>Whether the expression accepts the whole text.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        var classOf = _nfa.ClassOf;
        var overflowsBefore = Volatile.Read(ref _overflows);
        var state = Volatile.Read(ref _start);
        for (var i = 0; i < text.Length; i++)
        {
            var next = state.Next[classOf[text[i]]];
            if (next is null)
            {
                if (Volatile.Read(ref _overflows) - overflowsBefore >= OverflowsMax)
                    return IsMatchWithoutStates(state, text[i..]);
                next = MakeNext(state, classOf[text[i]]);
            }

            if (next.IsDead)
                return false;
            state = next;
        }

        return state.IsAccepting;
    }

    /// <summary>The same answer from the nondeterministic automaton; slower by the number of its states, and needs no memory that lasts.</summary>
    private bool IsMatchWithoutStates(State from, ReadOnlySpan<byte> text)
    {
        var stepper = new StateSetStepper(_nfa);
        stepper.Restore(from.Set);
        foreach (var value in text)
        {
            stepper.Step(value);
            if (stepper.Current.IsEmpty)
                break;
        }

        return stepper.IsAccepting;
    }

    private State MakeNext(State from, int byteClass)
    {
        lock (_gate)
        {
            _stepper.Restore(from.Set);
            _stepper.Step(_nfa.Representatives[byteClass]);
            var next = StateOfCurrent();
            Volatile.Write(ref from.Next[byteClass], next);
            return next;
        }
    }

    private State StateOfCurrent()
    {
        var set = _stepper.Current.ToArray();
        Array.Sort(set);
        if (_states.TryGetValue(set, out var known))
            return known;
        if (_states.Count >= StatesMax || _bytes >= BytesMax)
            Forget();
        _stepper.Restore(set);
        var state = new State(set, _nfa.Representatives.Length, _stepper.IsAccepting);
        _states.Add(set, state);
        _bytes += set.Length * sizeof(int) + state.Next.Length * IntPtr.Size + 100;
        return state;
    }

    /// <summary>Drops all states. Values that are being matched keep theirs until they end.</summary>
    private void Forget()
    {
        _states.Clear();
        _bytes = 0;
        _stepper.Start();
        var set = _stepper.Current.ToArray();
        Array.Sort(set);
        var start = new State(set, _nfa.Representatives.Length, _stepper.IsAccepting);
        _states.Add(set, start);
        Volatile.Write(ref _start, start);
        Volatile.Write(ref _overflows, _overflows + 1);
    }

    /// <param name="set">The states of the nondeterministic automaton, sorted.</param>
    /// <param name="classCount">How many classes of bytes there are.</param>
    /// <param name="isAccepting">Whether the text may end here.</param>
    private sealed class State(int[] set, int classCount, bool isAccepting)
    {
        public readonly int[] Set = set;

        /// <summary>By class of the next byte; null where not made yet.</summary>
        public readonly State?[] Next = new State?[classCount];
        public readonly bool IsAccepting = isAccepting;

        /// <summary>Whether nothing that follows can be accepted. Formulas hold for no empty set: a complement has a part that accepts any text.</summary>
        public readonly bool IsDead = set.Length == 0;
    }
}
