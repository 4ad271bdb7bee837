using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine.Sequence;

/// <summary>The engine's sequence run against the reference matcher.</summary>
public sealed class SequenceRunTests
{
    private const string Letters = "abc";
    private const string Keys = "xyz";

    // Regular steps, ties, and gaps that reach and pass the spans of the shapes.
    private static readonly long[][] Clocks =
    [
        [0, 1, 2, 3, 4],
        [0, 0, 1, 1, 2],
        [0, 2, 2, 3, 5],
    ];

    public static TheoryData<string, long> Shapes =>
        new()
        {
            { "a b", 0 },
            { "a b", 2 },
            { "a a", 0 },
            { "abc abc", 1 },
            { "a ab b", 0 },
            { "a b c", 3 },
            { "a b ~c", 0 },
            { "a b ~b", 2 },
            { "a a ~a", 0 },
            { "a b c ~c", 0 },
            { "a*2 b", 2 },
            { "a*3", 2 },
            { "a b*2 ~c", 0 },
            { "a !c b", 2 },
            { "a !b !c a", 3 },
            { "!c a b", 2 },
            { "!a a b", 2 },
            { "!b !c a", 1 },
            { "a !c", 2 },
            { "a b !c", 2 },
            { "a b !b !c", 1 },
            { "!c a !c", 2 },
            { "!b a !c", 3 },
            { "!b a b !a", 2 },
            { "a !b a !c", 2 },
            { "a*2 !c*2 b ~c", 3 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EverySequenceOfUpToFiveEventsOverThreeKeysMatchesTheReference(string text, long maxspan)
    {
        var shape = new SequenceShape(text, maxspan == 0 ? null : maxspan);
        var program = shape.ToProgram();
        var compared = 0;
        foreach (var clock in Clocks)
        {
            for (var length = 0; length <= 5; length++)
            {
                foreach (var events in AllEvents(length, clock))
                {
                    Compare(shape, program, events, "");
                    compared++;
                }
            }
        }

        // Of inputs that differ only in the names of keys one is enough.
        Assert.True(compared > 30_000);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void LongRandomSequencesMatchTheReference(string text, long maxspan)
    {
        var shape = new SequenceShape(text, maxspan == 0 ? null : maxspan * 3);
        var program = shape.ToProgram();
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            long millis = 0;
            var events = new List<ShapeEvent>();
            for (var i = 0; i < 150; i++)
            {
                millis += random.Next(4) == 0 ? random.Next(6) : 0;
                var keys = new string([.. "uvxyz".Where(_ => random.Next(4) == 0)]);
                events.Add(new(Letters[random.Next(3)], keys, millis));
            }

            Compare(shape, program, events, $"seed {seed}");
        }
    }

    /// <summary>All inputs of a length in which keys appear in the order of their names.</summary>
    private static IEnumerable<List<ShapeEvent>> AllEvents(int length, long[] clock)
    {
        var kinds = Letters.Length * Keys.Length;
        var count = (int)Math.Pow(kinds, length);
        for (var number = 0; number < count; number++)
        {
            var events = new List<ShapeEvent>(length);
            var rest = number;
            var known = 0;
            for (var i = 0; i < length; i++)
            {
                var key = rest % kinds / Letters.Length;
                if (key > known)
                    break;
                known = Math.Max(known, key + 1);
                events.Add(new(Letters[rest % Letters.Length], Keys[key..(key + 1)], clock[i]));
                rest /= kinds;
            }

            if (events.Count == length)
                yield return events;
        }
    }

    private static void Compare(
        SequenceShape shape,
        SequenceProgram program,
        IReadOnlyList<ShapeEvent> events,
        string note
    )
    {
        var expected = new ReferenceSequenceMatcher(shape, events).Find();

        var run = (SequenceRun)program.Start();
        var matches = new List<SequenceMatch>();
        for (var i = 0; i < events.Count; i++)
        {
            run.AdvanceTo(events[i].Millis, matches);
            run.Push(shape.ToCandidate(events[i], i), matches);
        }

        run.Complete(matches);
        run.AdvanceTo(long.MaxValue, matches);

        var found = matches
            .OrderBy(m => m.EndOrdinal)
            .Select(m => (m.EndOrdinal, Line: Line(m)))
            .OrderBy(m => m.EndOrdinal)
            .ThenBy(m => m.Line, StringComparer.Ordinal)
            .Select(m => m.Line)
            .ToList();
        if (!expected.SequenceEqual(found))
        {
            var input = string.Join(" ", events.Select(e => $"{e.Letter}{e.Keys}@{e.Millis}"));
            Assert.Fail(
                $"{note} {input}\nexpected {string.Join(" | ", expected)}\nfound    {string.Join(" | ", found)}"
            );
        }

        if (shape.MaxspanMillis is not null && (run.LiveStates != 0 || run.KeyCount != 0))
            Assert.Fail($"{run.LiveStates} partial matches and {run.KeyCount} keys are left");
    }

    private static string Line(SequenceMatch match) =>
        $"{match.JoinKeys[0].AsText()}: {string.Join(",", match.Events.Select(e => e?.Id ?? "-"))}";
}
