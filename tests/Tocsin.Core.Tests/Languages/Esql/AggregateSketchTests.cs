using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Esql;

/// <summary>Beyond their bounds aggregates estimate, within the error that they state, whatever the order and the parts.</summary>
public sealed class AggregateSketchTests
{
    private static Value Finish(Accumulator accumulator) =>
        accumulator.Finish(new(null, SourceText.From("", "query"), default));

    [Theory]
    [InlineData(200_000, 0)]
    [InlineData(200_001, 0.02)]
    [InlineData(1_000_000, 0.02)]
    public void DistinctCountIsExactUpToItsBound(int count, double errorMax)
    {
        var whole = new CountDistinct.Distinct(CountDistinct.ExactMax);
        var first = new CountDistinct.Distinct(CountDistinct.ExactMax);
        var second = new CountDistinct.Distinct(CountDistinct.ExactMax);
        for (var i = 0; i < count; i++)
        {
            whole.Add([Value.FromLong(i * 7919L)]);
            (i % 3 == 0 ? first : second).Add([Value.FromLong((count - 1 - i) * 7919L)]);
        }

        second.Merge(first);
        var estimate = Finish(whole).AsLong;
        Assert.Equal(estimate, Finish(second).AsLong);
        Assert.InRange(Math.Abs(estimate - count) / (double)count, 0, errorMax);
        Assert.InRange(whole.SizeBytes, 1, 20L << 20);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public void QuantilesKeepTheirError(int count)
    {
        var random = new Random(11);
        var numbers = Enumerable.Range(0, count).Select(_ => (random.NextDouble() - 0.3) * 1000).ToArray();
        var whole = new QuantileSketch();
        var parts = new[] { new QuantileSketch(), new QuantileSketch(), new QuantileSketch() };
        for (var i = 0; i < count; i++)
        {
            whole.Add(numbers[i]);
            parts[i % 3].Add(numbers[count - 1 - i]);
        }

        parts[0].Merge(parts[1]);
        parts[0].Merge(parts[2]);
        Array.Sort(numbers);
        foreach (var percent in new[] { 0, 1, 25, 50, 90, 99.9, 100 })
        {
            var exact = numbers[(int)Math.Round(percent / 100 * (count - 1))];
            Assert.Equal(whole.Percentile(percent), parts[0].Percentile(percent));
            Assert.InRange(Math.Abs(whole.Percentile(percent) - exact), 0, 0.006 * Math.Abs(exact) + 0.02);
        }

        Assert.Equal(whole.MedianAbsoluteDeviation(), parts[0].MedianAbsoluteDeviation());
    }

    [Fact]
    public void SumsAreExactWhateverTheOrder()
    {
        double[] numbers = [1e308, 1, -1e308, 1e-300, 3e16, -3e16, 0.1, 0.2, -0.3, 1e308, -1e308];
        var random = new Random(2);
        for (var round = 0; round < 20; round++)
        {
            random.Shuffle(numbers);
            var sum = new ExactSum();
            var other = new ExactSum();
            foreach (var (i, number) in numbers.Index())
                (i % 2 == 0 ? sum : other).Add(number);
            sum.Add(other);
            // The tenths are doubles: what they really add up to is left over.
            Assert.Equal(1 + 2.7755575615628914e-17, sum.ToDouble());
        }
    }

    [Fact]
    public void VarianceDoesNotCancel()
    {
        var moments = new Moments(withSquares: true);
        foreach (var number in new[] { 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16 })
            moments.Add(Value.FromDouble(number));
        Assert.Equal(22.5, moments.Variance());
        Assert.Equal(1e9 + 10, moments.Mean());
    }
}
