using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Values;

public sealed class ValueComparerTests
{
    private static readonly Value[] Numbers =
    [
        Value.FromLong(long.MinValue),
        Value.FromInteger(-1),
        Value.FromInteger(0),
        Value.FromDouble(0.5),
        Value.FromLong(9_007_199_254_740_992),
        Value.FromLong(9_007_199_254_740_993),
        Value.FromDouble(9_007_199_254_740_994d),
        Value.FromLong(long.MaxValue),
        Value.FromUnsignedLong(1UL << 63),
        Value.FromUnsignedLong(ulong.MaxValue),
        Value.FromDouble(18_446_744_073_709_551_616d),
    ];

    [Fact]
    public void NumbersOfAllKindsHaveOneExactOrder()
    {
        for (var i = 0; i < Numbers.Length; i++)
        {
            for (var j = 0; j < Numbers.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(ValueComparer.CompareValues(Numbers[i], Numbers[j])));
        }
    }

    [Fact]
    public void EqualNumbersOfDifferentKindsHashEqually()
    {
        (Value, Value)[] pairs =
        [
            (Value.FromInteger(7), Value.FromDouble(7)),
            (Value.FromLong(9_007_199_254_740_993), Value.FromUnsignedLong(9_007_199_254_740_993)),
            (Value.FromDouble(9_223_372_036_854_775_808d), Value.FromUnsignedLong(1UL << 63)),
            (Value.FromDouble(-0.0), Value.FromInteger(0)),
            (Value.FromDate(5), Value.FromDateNanos(5_000_000)),
        ];
        foreach (var (x, y) in pairs)
        {
            Assert.True(ValueComparer.AreEqual(x, y));
            Assert.Equal(ValueComparer.Hash(x), ValueComparer.Hash(y));
        }
    }
}
