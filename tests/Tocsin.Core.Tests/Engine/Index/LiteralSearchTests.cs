using System.Text;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Languages.Binding.Matchers;

namespace Tocsin.Core.Tests.Engine.Index;

public class LiteralSearchTests
{
    [Fact]
    public void FindsWhatALookAtEachLiteralFinds()
    {
        var random = new Random(3);
        var places = Enum.GetValues<AffixKind>();
        for (var round = 0; round < 300; round++)
        {
            // Few letters, so that literals overlap, repeat and share their grams.
            var literals = Enumerable
                .Range(0, 1 + random.Next(40))
                .Select(_ => (Text: Word(random, 3, 9), Place: places[random.Next(places.Length)]))
                .Distinct()
                .Select((l, i) => (Encoding.UTF8.GetBytes(l.Text), l.Place, List: i))
                .ToList();
            var search = new LiteralSearch(literals);
            for (var i = 0; i < 50; i++)
            {
                var text = Word(random, 0, 40);
                var hits = new HitList();
                search.Search(Encoding.UTF8.GetBytes(Shout(random, text)), hits);

                var expected = literals.Where(l => Stands(text, Encoding.UTF8.GetString(l.Item1), l.Place));
                Assert.Equal(expected.Select(l => l.List), hits.Lists.ToArray().Distinct().Order());
            }
        }
    }

    [Fact]
    public void BytesThatAreNoTextAreSearchedAsTheyAre()
    {
        byte[] literal = [0xC3, 0xA9, (byte)'t', 0xFF, 0x00, 0xC3];
        var search = new LiteralSearch([(literal, AffixKind.Contains, 7)]);
        var hits = new HitList();

        search.Search([0x80, .. literal, 0x80], hits);

        Assert.Equal([7], hits.Lists.ToArray());
    }

    private static bool Stands(string text, string literal, AffixKind place) =>
        place switch
        {
            AffixKind.StartsWith => text.StartsWith(literal, StringComparison.Ordinal),
            AffixKind.EndsWith => text.EndsWith(literal, StringComparison.Ordinal),
            _ => text.Contains(literal, StringComparison.Ordinal),
        };

    private static string Word(Random random, int min, int max) =>
        string.Concat(Enumerable.Range(0, random.Next(min, max)).Select(_ => "ab.\\"[random.Next(4)]));

    private static string Shout(Random random, string text) =>
        string.Concat(text.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : c));
}
