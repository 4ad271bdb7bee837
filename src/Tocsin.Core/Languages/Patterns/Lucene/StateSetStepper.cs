namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Moves a set of states of a <see cref="ByteNfa"/> over bytes. Holds scratch space: for one thread at a time.</summary>
internal sealed class StateSetStepper
{
    private readonly ByteNfa _nfa;
    private readonly int[] _seen;
    private readonly int[] _pending;
    private readonly bool[] _accepted;
    private int[] _current;
    private int[] _previous;
    private int _count;
    private int _round;

    public StateSetStepper(ByteNfa nfa)
    {
        _nfa = nfa;
        _seen = new int[nfa.States.Length];
        _pending = new int[nfa.States.Length];
        _current = new int[nfa.States.Length];
        _previous = new int[nfa.States.Length];
        _accepted = new bool[nfa.PartCount];
        Start();
    }

    /// <summary>The states, in an order that depends on the way they were reached.</summary>
    public ReadOnlySpan<int> Current => _current.AsSpan(0, _count);

    /// <summary>Whether the expression accepts what was read.</summary>
    public bool IsAccepting
    {
        get
        {
            Array.Clear(_accepted);
            foreach (var state in Current)
            {
                var part = _nfa.States[state].AcceptedPart;
                if (part >= 0)
                    _accepted[part] = true;
            }

            return _nfa.Formula.Holds(_accepted);
        }
    }

    /// <summary>Goes to the states at the beginning.</summary>
    public void Start()
    {
        Clear();
        foreach (var state in _nfa.Starts)
            Enter(state);
    }

    /// <summary>Goes to the given states.</summary>
    public void Restore(ReadOnlySpan<int> states)
    {
        states.CopyTo(_current);
        _count = states.Length;
    }

    /// <summary>Reads a byte.</summary>
    public void Step(byte value)
    {
        (_current, _previous) = (_previous, _current);
        var count = _count;
        Clear();
        for (var i = 0; i < count; i++)
        {
            foreach (var step in _nfa.States[_previous[i]].Steps)
            {
                if (value >= step.Range.First && value <= step.Range.Last)
                    Enter(step.Target);
            }
        }
    }

    private void Clear()
    {
        _count = 0;
        if (++_round == int.MaxValue)
        {
            Array.Clear(_seen);
            _round = 1;
        }
    }

    private void Enter(int state)
    {
        if (_seen[state] == _round)
            return;
        _seen[state] = _round;
        var pendingCount = 0;
        _pending[pendingCount++] = state;
        while (pendingCount > 0)
        {
            state = _pending[--pendingCount];
            var entered = _nfa.States[state];
            if (entered.Counts)
                _current[_count++] = state;
            foreach (var target in entered.Empty)
            {
                if (_seen[target] == _round)
                    continue;
                _seen[target] = _round;
                _pending[pendingCount++] = target;
            }
        }
    }
}
