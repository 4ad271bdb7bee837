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

    private readonly SlotIndex?[] _bySlot;

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

    /// <summary>What is asked of a field; null for nothing.</summary>
    public SlotIndex? Of(int slot) => (uint)slot < (uint)_bySlot.Length ? _bySlot[slot] : null;

    /// <summary>An index of rules.</summary>
    /// <param name="clauses">The clauses of each rule, cheapest first.</param>
    public static RuleIndex Build(IReadOnlyList<Clause[]> clauses)
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

        var lists = new BitListBuilder();
        var slots = new List<SlotIndex>();
        foreach (var atoms in bits.GroupBy(b => b.Key.Slot).OrderBy(g => g.Key))
            slots.Add(BuildSlot(slots.Count, atoms.Key, [.. atoms.Select(a => (a.Key, lists.Add(a.Value)))]));
        return new(words, unasked, [.. slots], lists.Build());
    }

    private static SlotIndex BuildSlot(int number, int slot, List<(Atom Atom, int List)> atoms)
    {
        var texts = atoms.Where(a => a.Atom.Kind == AtomKind.Text).Select(a => (a.Atom.Text, a.List)).ToList();
        var literals = atoms
            .Where(a => a.Atom.Kind == AtomKind.Literal)
            .Select(a => (a.Atom.Text, a.Atom.Place, a.List))
            .ToList();
        var constants = new Dictionary<Value, int>(ValueComparer.Instance);
        foreach (var (atom, list) in atoms.Where(a => a.Atom.Kind == AtomKind.Constant))
            constants[atom.Constant] = list;
        return new(number, slot)
        {
            Present = ListOf(AtomKind.Present),
            NoText = ListOf(AtomKind.NoText),
            NotAscii = ListOf(AtomKind.NotAscii),
            Texts = texts.Count > 0 ? new(texts) : null,
            Literals = literals.Count > 0 ? new(literals) : null,
            Constants = constants.Count > 0 ? constants : null,
        };

        int ListOf(AtomKind kind)
        {
            var found = atoms.FindIndex(a => a.Atom.Kind == kind);
            return found < 0 ? -1 : atoms[found].List;
        }
    }
}
