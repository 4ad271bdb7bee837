using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>A sum of doubles that carries the rounding error along (Neumaier's variant of Kahan's sum).</summary>
internal struct DoubleSum
{
    private double _sum;
    private double _lost;

    /// <summary>The sum so far.</summary>
    public readonly double Total => double.IsFinite(_lost) ? _sum + _lost : _sum;

    /// <summary>Adds a number.</summary>
    public void Add(double number)
    {
        var sum = _sum + number;
        _lost += Math.Abs(_sum) >= Math.Abs(number) ? _sum - sum + number : number - sum + _sum;
        _sum = sum;
    }

    /// <summary>The sum of all values of a cell.</summary>
    public static double Of(in Value values)
    {
        var sum = default(DoubleSum);
        for (var i = 0; i < values.Count; i++)
            sum.Add(values[i].ToDouble());
        return sum.Total;
    }
}
