using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>Tells which rules of a list an event can concern, by the values of its fields. Immutable; shared between threads.</summary>
/// <remarks>
/// <para>A row of bits, one for each rule, stands for each of the first few clauses of the rules. An event begins with the rules
/// that have no such clause, and every value sets the bits of the clauses that it makes true. A rule is a candidate where all rows have its bit.</para>
/// <para>An index only leaves out: what it lets through is evaluated as if there were none.</para>
/// </remarks>
internal sealed class RuleIndex
{
    /// <summary>How many clauses of a rule count.</summary>
    public const int RowsMax = 3;

    private const int DepthMax = 64;

    private readonly SlotIndex?[] _bySlot;
    private int[]? _weights;

    private RuleIndex(int words, ulong[] unasked, SlotIndex[] slots, BitLists lists)
    {
        Words = words;
        Unasked = unasked;
        Slots = slots;
        Lists = lists;
        _bySlot = new SlotIndex?[slots.Length == 0 ? 0 : slots.Max(s => s.Slot) + 1];
        foreach (var slot in slots)
            _bySlot[slot.Slot] = slot;
    }

    /// <summary>How many words a row has.</summary>
    public int Words { get; }

    /// <summary>The rows, one after the other, of an event without a value: the rules that have no such clause.</summary>
    public ulong[] Unasked { get; }

    /// <summary>The fields that are asked.</summary>
    public SlotIndex[] Slots { get; }

    /// <summary>What values set, in the rows as one.</summary>
    public BitLists Lists { get; }

    /// <summary>For each rule conditions that all hold of every event that concerns it; empty where they are not known.</summary>
    public BoundExpression[][] Conditions { get; private init; } = [];

    /// <summary>What is asked of a field; null for nothing.</summary>
    public SlotIndex? Of(int slot) => (uint)slot < (uint)_bySlot.Length ? _bySlot[slot] : null;

    /// <summary>How much depends on each field: how often it stands in conditions and clauses.</summary>
    /// <remarks>Worked out when somebody asks first.</remarks>
    public int[] WeightsOfSlots => _weights ??= FindWeights();

    /// <summary>What is asked of the field that a node reads by itself; null where it reads none, or one that no rule asks for.</summary>
    public SlotIndex? ReadBy(BoundExpression node) =>
        node switch
        {
            BoundFieldTest test => Of(test.Field.Slot),
            BoundField field => Of(field.Slot),
            _ => null,
        };

    private int[] FindWeights()
    {
        var weights = new int[Slots.Length];
        foreach (var slot in Slots)
            weights[slot.Number] = Lists.CountOfRange(slot.FirstList, slot.EndList);
        foreach (var conditions in Conditions)
        {
            foreach (var condition in conditions)
                AddMentions(condition, 0);
        }

        return weights;

        void AddMentions(BoundExpression node, int depth)
        {
            if (ReadBy(node) is { } mentioned)
                weights[mentioned.Number]++;
            for (var i = 0; i < node.Children.Count && depth < DepthMax; i++)
                AddMentions(node.Children[i], depth + 1);
        }
    }

    /// <summary>An index of rules.</summary>
    /// <param name="clauses">The clauses of each rule, cheapest first.</param>
    /// <param name="conditions">See <see cref="Conditions"/>; null for none.</param>
    public static RuleIndex Build(IReadOnlyList<Clause[]> clauses, BoundExpression[][]? conditions = null)
    {
        var words = (clauses.Count + 63) / 64;
        var rows = Math.Clamp(clauses.Count == 0 ? 0 : clauses.Max(c => c.Length), 1, RowsMax);
        var unasked = new ulong[rows * words];
        var bits = new Dictionary<Atom, List<int>>();
        for (var rule = 0; rule < clauses.Count; rule++)
        {
            for (var row = 0; row < rows; row++)
            {
                var bit = row * words * 64 + rule;
                if (row >= clauses[rule].Length)
                {
                    unasked[bit >> 6] |= 1UL << (bit & 63);
                    continue;
                }

                foreach (var atom in clauses[rule][row].Atoms)
                {
                    if (!bits.TryGetValue(atom, out var set))
                        bits[atom] = set = [];
                    set.Add(bit);
                }
            }
        }

        var atomsOfSlot = new Dictionary<int, List<Atom>>();
        foreach (var atom in bits.Keys)
        {
            if (!atomsOfSlot.TryGetValue(atom.Slot, out var atoms))
                atomsOfSlot[atom.Slot] = atoms = [];
            atoms.Add(atom);
        }

        var lists = new BitListBuilder();
        int[] order = [.. atomsOfSlot.Keys];
        Array.Sort(order);
        var slots = new SlotIndex[order.Length];
        for (var i = 0; i < slots.Length; i++)
            slots[i] = BuildSlot(i, order[i], atomsOfSlot[order[i]], lists, bits);
        return new(words, unasked, slots, lists.Build()) { Conditions = conditions ?? [] };
    }

    private static SlotIndex BuildSlot(
        int number,
        int slot,
        List<Atom> atoms,
        BitListBuilder lists,
        Dictionary<Atom, List<int>> bits
    )
    {
        var firstList = lists.Count;
        var (present, noText, notAscii) = (-1, -1, -1);
        var texts = new List<(byte[] Text, int List)>();
        var literals = new List<(byte[] Text, AffixKind Place, int List)>();
        Dictionary<Value, int>? constants = null;
        foreach (var atom in atoms)
        {
            var list = lists.Add(bits[atom]);
            switch (atom.Kind)
            {
                case AtomKind.Text:
                    texts.Add((atom.Text, list));
                    break;
                case AtomKind.Literal:
                    literals.Add((atom.Text, atom.Place, list));
                    break;
                case AtomKind.Constant:
                    (constants ??= new(ValueComparer.Instance))[atom.Constant] = list;
                    break;
                case AtomKind.Present:
                    present = list;
                    break;
                case AtomKind.NoText:
                    noText = list;
                    break;
                case AtomKind.NotAscii:
                    notAscii = list;
                    break;
            }
        }

        return new(number, slot)
        {
            FirstList = firstList,
            EndList = lists.Count,
            Present = present,
            NoText = noText,
            NotAscii = notAscii,
            Texts = texts.Count > 0 ? new(texts) : null,
            Literals = literals.Count > 0 ? new(literals) : null,
            Constants = constants,
            ReadsValues = atoms.Exists(a => a.Kind != AtomKind.Present),
            IsSearched = literals.Count > 0 || notAscii >= 0,
        };
    }
}
