using System.Numerics;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Index;

/// <summary>Events that have the same values in the fields of few values, and what follows from these for the rules. One thread at a time.</summary>
internal sealed class EventClass
{
    private readonly RuleIndex _index;
    private readonly RemainderTable _table;
    private readonly ulong _key;
    private readonly int[] _ranks;
    private readonly Remainder?[] _rests;

    /// <param name="index">The index.</param>
    /// <param name="rows">The rows that the known fields set.</param>
    /// <param name="asksField">Whether a field is not known, by its place among the fields of the index.</param>
    /// <param name="table">What is left of the rules' conditions.</param>
    /// <param name="key">The key of the class in the table.</param>
    /// <param name="context">An event of the class.</param>
    /// <param name="leavesOutRefuted">Whether the conditions of all rules are looked at: that takes long.</param>
    public EventClass(
        RuleIndex index,
        ulong[] rows,
        bool[] asksField,
        RemainderTable table,
        ulong key,
        EvalContext context,
        bool leavesOutRefuted
    )
    {
        _index = index;
        _table = table;
        _key = key;
        Rows = rows;
        Alive = Reachable(asksField);
        if (leavesOutRefuted)
            LeaveOutRefuted(new(context, table.IsKnown));
        IsEmpty = Array.TrueForAll(Alive, word => word == 0);
        Asked = FindAsked(asksField);
        Asks = new bool[index.Slots.Length];
        foreach (var slot in Asked)
            Asks[slot.Number] = true;
        _ranks = new int[Alive.Length];
        var count = 0;
        for (var word = 0; word < Alive.Length; word++)
        {
            _ranks[word] = count;
            count += BitOperations.PopCount(Alive[word]);
        }

        _rests = new Remainder?[index.Conditions.Length == 0 ? 0 : count];
    }

    /// <summary>The rows that the values of the class set.</summary>
    public ulong[] Rows { get; }

    /// <summary>The rules that an event of the class can concern at all.</summary>
    public ulong[] Alive { get; }

    /// <summary>Whether no rule is left.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether a field is still to be asked, by its place among the fields of the index.</summary>
    public bool[] Asks { get; }

    /// <summary>The fields that are still to be asked.</summary>
    public SlotIndex[] Asked { get; }

    /// <summary>What is left to be looked at of the conditions of a rule; null where that is not known.</summary>
    /// <param name="rule">A rule that is <see cref="Alive"/>.</param>
    /// <param name="context">An event of the class.</param>
    public Remainder? RestOf(int rule, EvalContext context)
    {
        if (_rests.Length == 0)
            return null;
        var word = rule >> 6;
        var rank = _ranks[word] + BitOperations.PopCount(Alive[word] & ((1UL << (rule & 63)) - 1));
        var rest = _rests[rank] ??= _table.RestOf(rule, _key, context);
        return rest.IsUsable ? rest : null;
    }

    /// <summary>The rules of which fields that are not known may still make every clause true.</summary>
    private ulong[] Reachable(bool[] asksField)
    {
        var rows = (ulong[])Rows.Clone();
        foreach (var slot in _index.Slots)
        {
            if (asksField[slot.Number])
                _index.Lists.SetRangeIn(rows, slot.FirstList, slot.EndList);
        }

        var reachable = rows[.._index.Words];
        for (var i = reachable.Length; i < rows.Length; i++)
            reachable[i % reachable.Length] &= rows[i];
        return reachable;
    }

    private void LeaveOutRefuted(PartialTruth truth)
    {
        if (_index.Conditions.Length == 0)
            return;
        for (var word = 0; word < Alive.Length; word++)
        {
            for (var bits = Alive[word]; bits != 0; bits &= bits - 1)
            {
                var bit = BitOperations.TrailingZeroCount(bits);
                if (!Array.TrueForAll(_index.Conditions[word * 64 + bit], truth.MayBeTrue))
                    Alive[word] &= ~(1UL << bit);
            }
        }
    }

    /// <summary>The fields that can set what is not yet set and matters to a rule that is left.</summary>
    private SlotIndex[] FindAsked(bool[] asksField)
    {
        var pending = new ulong[Rows.Length];
        for (var i = 0; i < pending.Length; i++)
            pending[i] = Alive[i % Alive.Length] & ~Rows[i];
        return
        [
            .. _index.Slots.Where(s => asksField[s.Number] && _index.Lists.HaveCommon(pending, s.FirstList, s.EndList)),
        ];
    }
}
