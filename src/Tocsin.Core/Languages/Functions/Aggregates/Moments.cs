using System.Numerics;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Number, exact sum and exact sum of squares of numbers: what averages and variances are made of.</summary>
internal sealed class Moments
{
    private Int128 _wholeSum;
    private ExactSum? _sum;
    private ExactSum? _squares;

    /// <param name="withSquares">Whether squares are wanted.</param>
    public Moments(bool withSquares) => _squares = withSquares ? new() : null;

    /// <summary>How many numbers there are.</summary>
    public long Count { get; private set; }

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes => 64 + (_sum?.SizeBytes ?? 0) + (_squares?.SizeBytes ?? 0);

    /// <summary>Adds each value of a cell.</summary>
    public void Add(in Value value)
    {
        for (var i = 0; i < value.Count; i++)
        {
            var element = value[i];
            Count++;
            if (element.Kind == ValueKind.Double)
                (_sum ??= new()).Add(element.AsDouble);
            else
                _wholeSum += element.Kind == ValueKind.UnsignedLong ? element.AsUnsignedLong : element.AsLong;
            _squares?.AddSquare(element.ToDouble());
        }
    }

    /// <summary>Adds another's.</summary>
    public void Merge(Moments other)
    {
        Count += other.Count;
        _wholeSum += other._wholeSum;
        if (other._sum is not null)
            (_sum ??= new()).Add(other._sum);
        if (other._squares is not null)
            _squares!.Add(other._squares);
    }

    /// <summary>The mean; only for a count above zero.</summary>
    public double Mean()
    {
        if (_sum is { IsFinite: false })
            return _sum.ToDouble();
        var (mantissa, exponent) = TotalOf();
        return ExactRatio.ToDouble(mantissa, Count, exponent);
    }

    /// <summary>The population variance: (n·Σx² − (Σx)²) / n², computed without cancellation.</summary>
    public double Variance()
    {
        if (_sum is { IsFinite: false } || !_squares!.IsFinite)
            return double.NaN;
        var total = TotalOf();
        var squares = _squares.ToRational();
        var spread = ExactRatio.Add(
            (squares.Mantissa * Count, squares.Exponent),
            (-(total.Mantissa * total.Mantissa), 2 * total.Exponent)
        );
        // Whole numbers beyond 2⁵³ are squared as the doubles next to them: the difference may fall below zero.
        if (spread.Mantissa.Sign <= 0)
            return 0;
        return ExactRatio.ToDouble(spread.Mantissa, (BigInteger)Count * Count, spread.Exponent);
    }

    private (BigInteger Mantissa, int Exponent) TotalOf()
    {
        var whole = (Mantissa: (BigInteger)_wholeSum, Exponent: 0);
        return _sum is null ? whole : ExactRatio.Add(whole, _sum.ToRational());
    }

    /// <summary>An accumulator over moments.</summary>
    internal sealed class Accumulation(bool withSquares, Func<Moments, double> result) : Accumulator
    {
        private readonly Moments _moments = new(withSquares);

        public override long SizeBytes => 48 + _moments.SizeBytes;

        public override void Add(ReadOnlySpan<Value> arguments) => _moments.Add(arguments[0]);

        public override void Merge(Accumulator other) => _moments.Merge(((Accumulation)other)._moments);

        public override Value Finish(AggregateContext context) =>
            _moments.Count == 0 ? Value.Null : context.Finite(result(_moments));
    }
}
