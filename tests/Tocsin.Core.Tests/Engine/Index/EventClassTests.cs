using System.Globalization;
using System.Numerics;
using System.Text;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine.Index;

/// <summary>What follows from the fields of few values: never more than what the conditions say.</summary>
public class EventClassTests
{
    private const int FieldCount = 6;
    private const int EventCount = 9000;
    private const int FewUntil = 7000;
    private static readonly TextSpan NoSpan = new(0, 0);
    private static readonly BoundField[] Fields =
    [
        .. Enumerable
            .Range(0, FieldCount)
            .Select(slot => new BoundField(new($"f{slot}", DataType.Keyword), slot, asDocValues: false, NoSpan)),
    ];

    private static readonly Value[] Letters = [.. "abcd".Select(letter => Value.FromText(letter.ToString()))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhatIsLeftOutOrHeldIsWhatConditionsSay(int seed)
    {
        var random = new Random(seed);
        BoundExpression[][] conditions = [.. Enumerable.Range(0, 150).Select(_ => new[] { Condition(random, 3) })];
        var clauses = conditions.Select(c => new ClauseFinder(new Dictionary<int, BoundExpression>()).WhenTrue(c[0]));
        var probe = new IndexProbe(RuleIndex.Build([.. clauses], conditions));
        var plain = new IndexProbe(RuleIndex.Build([.. clauses]));
        var context = new EvalContext();
        var (held, candidates, plainCandidates) = (0, 0, 0);
        for (var i = 0; i < EventCount; i++)
        {
            var read = new ListedEvent(ValuesOf(random, i));
            context.Event = read;
            var bits = probe.CandidatesFor(read).ToArray();
            candidates += CountOf(bits);
            plainCandidates += CountOf(plain.CandidatesFor(read));
            for (var rule = 0; rule < conditions.Length; rule++)
            {
                context.ReleaseHeld();
                var isCandidate = rule >> 6 < bits.Length && (bits[rule >> 6] >> (rule & 63) & 1) != 0;
                var isAdmitted = isCandidate && probe.Admits(rule, context);
                var isTrue = conditions[rule][0].Test(context) == Truth.True;
                Assert.True(isAdmitted || !isTrue, $"rule {rule} is left out of event {i}");
                if (context.Test(conditions[rule][0]) != Truth.True)
                    continue;
                Assert.True(isTrue, $"rule {rule} is said to hold of event {i}");
                held++;
            }
        }

        Assert.NotEqual(0, held);
        Assert.InRange(candidates, 1, plainCandidates - 1);
    }

    [Fact]
    public void AFieldOfManyOrLongValuesIsNoFacet()
    {
        var few = new Facet(new SlotIndex(0, 0) { ReadsValues = true });
        var texts = Enumerable.Range(0, Facet.NumberMax + 1).Select(i => Value.FromText($"value {i}")).ToArray();

        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < Facet.NumberMax; i++)
                Assert.Equal(i + 1, few.NumberOf(texts[i]));
            Assert.Equal(-1, few.NumberOf(texts[^1]));
            Assert.Equal(0, few.NumberOf(Value.Null));
        }

        var none = new Facet(new SlotIndex(0, 0) { ReadsValues = true });
        Assert.Equal(-1, none.NumberOf(Value.FromText(new string('x', 5000))));
        Assert.Equal(-1, none.NumberOf(Value.FromMany([texts[0], Value.FromText(new string('x', 5000))])));
        Assert.Equal(1, none.NumberOf(Value.FromMany([texts[0], texts[1]])));
        Assert.Equal(2, none.NumberOf(Value.FromMany([texts[1], texts[0]])));
    }

    [Fact]
    public void TheOrderOfOperandsDoesNotMatter()
    {
        Truth[] truths = [Truth.False, Truth.True, Truth.Unknown];
        var context = new EvalContext();
        foreach (var a in truths)
        {
            foreach (var b in truths)
            {
                foreach (var c in truths)
                {
                    BoundExpression[] operands = [Literal(a), Literal(b), Literal(c)];
                    var and = new AdaptiveLogic([.. operands], Truth.False, NoSpan);
                    var or = new AdaptiveLogic([.. operands], Truth.True, NoSpan);
                    for (var round = 0; round < 4; round++)
                    {
                        Assert.Equal(new BoundAnd(operands, NoSpan).Test(context), and.Test(context));
                        Assert.Equal(new BoundOr(operands, NoSpan).Test(context), or.Test(context));
                    }
                }
            }
        }
    }

    private static BoundLiteral Literal(Truth truth) => BoundLiteral.FromTruth(truth, NoSpan);

    private static int CountOf(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
            count += BitOperations.PopCount(word);
        return count;
    }

    private static BoundExpression Condition(Random random, int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
            return Leaf(random);
        BoundExpression[] operands =
        [
            .. Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Condition(random, depth - 1)),
        ];
        return random.Next(5) switch
        {
            0 => new BoundNot(operands[0], NoSpan),
            1 or 2 => new BoundOr(operands, NoSpan),
            _ => new BoundAnd(operands, NoSpan),
        };
    }

    private static BoundExpression Leaf(Random random)
    {
        var field = Fields[random.Next(FieldCount)];
        return random.Next(8) switch
        {
            0 => new BoundIsNull(field, NoSpan),
            1 => new BoundFieldTest(field, new InMatcher([.. Letters[..2]], ignoreCase: false), NoSpan),
            2 => new BoundLiteral(Value.Null, DataType.Boolean, NoSpan),
            _ => new BoundFieldTest(field, new EqualsMatcher(Letters[random.Next(4)]), NoSpan),
        };
    }

    /// <summary>Three fields of few values, some several at once; one whose values become many; two of many values from the start.</summary>
    private static Value[] ValuesOf(Random random, int number)
    {
        var values = new Value[FieldCount];
        values[0] = Letters[random.Next(2)];
        values[1] = random.Next(4) switch
        {
            0 => Value.Null,
            1 => Value.FromMany([Letters[0], Letters[2]]),
            _ => Letters[0],
        };
        values[2] = Letters[random.Next(3)];
        values[3] = number < FewUntil ? Letters[random.Next(4)] : Any(random);
        values[4] = Any(random);
        values[5] = random.Next(2) == 0 ? Any(random) : Value.Null;
        return values;
    }

    private static Value Any(Random random) =>
        random.Next(2) == 0
            ? Letters[random.Next(4)]
            : Value.FromText(random.Next(1000).ToString(CultureInfo.InvariantCulture));

    /// <summary>An event of a list of values.</summary>
    private sealed class ListedEvent(Value[] values) : Event
    {
        public override string Id => "";

        public override bool HasOwnId => true;

        public override bool IsMapped => false;

        public override ReadOnlySpan<byte> Raw => [];

        public override Value Get(int slot) => values[slot];

        public override byte[] ToDocument() => Encoding.UTF8.GetBytes("{}");
    }
}
