using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine.Sequence;

/// <summary>An item of a shape.</summary>
/// <param name="Letters">The kinds of events that satisfy it.</param>
/// <param name="IsMissing">Whether such events must not occur.</param>
/// <param name="Runs">How often it is repeated.</param>
internal sealed record ShapeItem(string Letters, bool IsMissing = false, int Runs = 1);

/// <summary>An event of a test.</summary>
/// <param name="Letter">Its kind.</param>
/// <param name="Keys">Its values of the join key.</param>
/// <param name="Millis">Its time.</param>
internal sealed record ShapeEvent(char Letter, string Keys, long Millis);

/// <summary>A sequence query over events that have a letter and a key: small enough to try all inputs.</summary>
/// <remarks>Written <c>a b !c d*2 ~e</c>: items in order, <c>!</c> for missing ones, <c>*n</c> for runs, <c>~</c> for <c>until</c>; <c>ab</c> is satisfied by either.</remarks>
internal sealed class SequenceShape
{
    public SequenceShape(string text, long? maxspanMillis)
    {
        MaxspanMillis = maxspanMillis;
        var items = new List<ShapeItem>();
        foreach (var word in text.Split(' '))
        {
            if (word[0] == '~')
            {
                Until = new(word[1..]);
                continue;
            }

            var parts = word.TrimStart('!').Split('*');
            items.Add(new(parts[0], word[0] == '!', parts.Length > 1 ? int.Parse(parts[1]) : 1));
        }

        Items = items;
    }

    public IReadOnlyList<ShapeItem> Items { get; }

    public ShapeItem? Until { get; }

    public long? MaxspanMillis { get; }

    /// <summary>The program that the engine runs.</summary>
    public SequenceProgram ToProgram(SequenceLimits? limits = null) =>
        new(
            [.. Items.Select(i => new JoinItem(Always, [], i.Runs, i.IsMissing))],
            Until is null ? null : new JoinItem(Always, []),
            MaxspanMillis,
            new EventOrder(null, null),
            limits ?? SequenceLimits.Default
        );

    /// <summary>An event as the engine gets it.</summary>
    public SequenceCandidate ToCandidate(ShapeEvent shaped, int arrival)
    {
        ValueKey[] tuples = [.. shaped.Keys.Select(k => new ValueKey([Value.FromText(k.ToString())]))];
        var all = Until is null ? Items : [.. Items, Until];
        return new(
            new StoredEvent(arrival.ToString(), true, 0, shaped.Millis, Event.NoTime, arrival, "{}"u8.ToArray()),
            shaped.Millis,
            0,
            Value.Null,
            [.. all.Select(i => i.Letters.Contains(shaped.Letter) ? tuples : null)]
        );
    }

    private static BoundLiteral Always => BoundLiteral.FromTruth(Truth.True, default);
}
