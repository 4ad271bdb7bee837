using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Tests.Languages.Patterns;

public class CodePointSetTests
{
    [Fact]
    public void AnIntersectionIsWhatNeitherComplementHolds()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var (left, right) = (SetOf(random, 12), SetOf(random, 12));

            var expected = left.Complement().Union(right.Complement()).Complement();
            Assert.Equal(expected.Ranges, left.Intersect(right).Ranges);
        }
    }

    [Fact]
    public void NothingIsSharedWithTheEmptySetAndEverythingWithTheWholeOne()
    {
        var digits = CodePointSet.Digits;
        Assert.Empty(digits.Intersect(CodePointSet.None).Ranges);
        Assert.Empty(CodePointSet.None.Intersect(digits).Ranges);
        Assert.Equal(digits.Ranges, digits.Intersect(CodePointSet.All).Ranges);
        Assert.Equal(digits.Ranges, CodePointSet.All.Intersect(digits).Ranges);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1000)]
    public void RangesMayComeInAnyOrder(int count)
    {
        var ranges = Enumerable.Range(0, count).Select(i => (First: i * 10, Last: i * 10 + 4)).ToArray();
        var reversed = ranges.Reverse().ToArray();
        var shuffled = ranges.ToArray();
        new Random(7).Shuffle(shuffled);

        Assert.Equal(ranges, CodePointSet.Of(reversed).Ranges);
        Assert.Equal(ranges, CodePointSet.Of(shuffled).Ranges);
    }

    /// <summary>Up to so many ranges, some of which touch or overlap, at both ends of the code points and in between.</summary>
    private static CodePointSet SetOf(Random random, int ranges) =>
        CodePointSet.Of([
            .. Enumerable
                .Range(0, random.Next(ranges))
                .Select(_ =>
                {
                    var first = random.Next(2) == 0 ? random.Next(60) : 0x10FFFF - random.Next(60);
                    return (first, Math.Min(0x10FFFF, first + random.Next(8)));
                }),
        ]);
}
