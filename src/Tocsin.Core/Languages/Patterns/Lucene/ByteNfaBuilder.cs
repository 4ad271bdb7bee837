namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Builds the automaton of an expression, back to front: each part is built in front of the state that follows it.</summary>
/// <remarks>
/// <para>Intersections and complements that stand on top become a formula over plain parts (<see cref="AcceptFormula"/>). Those inside a
/// concatenation or repetition are made deterministic on the spot, which is bounded by <see cref="InnerStatesMax"/>.</para>
/// <para>Beyond <see cref="StatesMax"/> states building stops and the pattern is refused, so counts such as <c>{1000000}</c> cost nothing.</para>
/// </remarks>
internal sealed class ByteNfaBuilder
{
    /// <summary>The most states that a pattern may need.</summary>
    public const int StatesMax = 20_000;

    /// <summary>The most states that an intersection or complement inside of an expression may need.</summary>
    public const int InnerStatesMax = 4_000;

    private readonly Dictionary<LuceneNode, List<(NfaStep[] Steps, bool IsAccepting)>> _inner;
    private readonly List<NfaState> _states = [];
    private readonly List<int> _starts = [];
    private int _partCount;
    private bool _isTooLarge;

    /// <param name="inner">What was made deterministic before: counts around counts would otherwise repeat that work without bound.</param>
    private ByteNfaBuilder(Dictionary<LuceneNode, List<(NfaStep[] Steps, bool IsAccepting)>> inner) => _inner = inner;

    private bool IsFull => _isTooLarge |= _states.Count > StatesMax;

    /// <summary>The automaton of an expression, or null if it needs too many states.</summary>
    public static ByteNfa? Build(LuceneNode node) =>
        new ByteNfaBuilder(new(ReferenceEqualityComparer.Instance)).BuildWhole(node);

    private ByteNfa? BuildWhole(LuceneNode node)
    {
        var formula = BuildFormula(node);
        return IsFull ? null : new(_states, _starts, formula, _partCount);
    }

    private AcceptFormula BuildFormula(LuceneNode node)
    {
        switch (node)
        {
            case LuceneIntersection intersection:
                return new AcceptAll([.. intersection.Parts.Select(BuildFormula)]);
            case LuceneComplement complement:
                // Of whole characters: the bytes of one must not be divided between two parts.
                return new AcceptAll([
                    new AcceptNot(BuildFormula(complement.Part)),
                    BuildFormula(LuceneNode.AnyString),
                ]);
            case LuceneUnion union
                when union.Parts.Any(p => p is LuceneIntersection or LuceneComplement or LuceneUnion):
                return new AcceptAny([.. union.Parts.Select(BuildFormula)]);
            default:
                var accept = Add([], [], _partCount);
                _starts.Add(Build(node, accept));
                return new AcceptPart(_partCount++);
        }
    }

    /// <summary>The state where a part begins that is followed by <paramref name="next"/>.</summary>
    private int Build(LuceneNode node, int next)
    {
        if (IsFull)
            return next;
        switch (node)
        {
            case LuceneEmpty:
                return next;
            case LuceneCharacter character:
                return BuildSet(CodePointSet.Of(character.CodePoint, character.IgnoreCase), next);
            case LuceneSet set:
                return BuildSet(set.Set, next);
            case LuceneConcat concat:
                for (var i = concat.Parts.Count - 1; i >= 0; i--)
                    next = Build(concat.Parts[i], next);
                return next;
            case LuceneUnion union:
                return Add([], [.. union.Parts.Select(p => Build(p, next))]);
            case LuceneRepeat repeat:
                return BuildRepeat(repeat, next);
            default:
                return BuildInner(node, next);
        }
    }

    private int BuildRepeat(LuceneRepeat repeat, int next)
    {
        if (repeat.Max < repeat.Min)
            return Add([], []);
        if (repeat.Max is { } max)
        {
            var end = next;
            for (var i = repeat.Min; i < max && !IsFull; i++)
                next = Add([], [Build(repeat.Part, next), end]);
        }
        else
        {
            // The loop's head is added first, so that the part can lead back to it.
            var head = Add([], []);
            _states[head] = new([], [Build(repeat.Part, head), next], AcceptedPart: -1);
            next = head;
        }

        for (var i = 0; i < repeat.Min && !IsFull; i++)
        {
            var start = Build(repeat.Part, next);
            // Nothing was built: the part is the empty text, however often it stands there.
            if (start == next)
                break;
            next = start;
        }

        return next;
    }

    private int BuildSet(CodePointSet set, int next)
    {
        var steps = new List<NfaStep>();
        // Ends that sequences have in common, such as the continuation bytes of all characters, are built once.
        var tails = new Dictionary<NfaStep, int>();
        foreach (var (first, last) in set.Ranges)
        {
            foreach (var sequence in Utf8Ranges.Of(first, last))
            {
                var target = next;
                for (var i = sequence.Length - 1; i > 0; i--)
                {
                    var step = new NfaStep(sequence[i], target);
                    if (!tails.TryGetValue(step, out target))
                    {
                        target = Add([step], []);
                        tails.Add(step, target);
                    }
                }

                steps.Add(new(sequence[0], target));
            }
        }

        return Add([.. steps], []);
    }

    private int BuildInner(LuceneNode node, int next)
    {
        if (!_inner.TryGetValue(node, out var states))
        {
            var inner = new ByteNfaBuilder(_inner).BuildWhole(node);
            states = inner is null ? null : Determinizer.TryRun(inner, InnerStatesMax);
            if (states is null)
            {
                _isTooLarge = true;
                return next;
            }

            _inner.Add(node, states);
        }

        var offset = _states.Count;
        foreach (var (steps, isAccepting) in states)
        {
            var moved = steps.Select(s => new NfaStep(s.Range, s.Target + offset)).ToArray();
            Add(moved, isAccepting ? [next] : []);
        }

        return offset;
    }

    private int Add(NfaStep[] steps, int[] empty, int acceptedPart = -1)
    {
        _states.Add(new(steps, empty, acceptedPart));
        return _states.Count - 1;
    }
}
