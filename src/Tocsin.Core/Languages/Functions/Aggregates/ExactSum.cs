using System.Numerics;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The exact sum of doubles, so that neither order nor grouping of the additions shows in the result.</summary>
/// <remarks>
/// Held as a few doubles that do not overlap and whose exact sum is the sum of all that was added (Shewchuk's expansions). Numbers
/// beyond 2⁹⁰⁰ are kept apart, scaled down, so that no step overflows. Not finite input makes the result not finite.
/// </remarks>
internal sealed class ExactSum
{
    private const double LargeMin = 8.452712498170644e270; // 2^900
    private const int LargeShift = 200;

    private double[] _partials = new double[4];
    private int _count;
    private ExactSum? _large;
    private double _notFinite;

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes => 64 + 8 * _partials.Length + (_large?.SizeBytes ?? 0);

    /// <summary>Adds a number.</summary>
    public void Add(double number)
    {
        if (!double.IsFinite(number))
            _notFinite += number;
        else if (Math.Abs(number) >= LargeMin)
            (_large ??= new()).AddPartial(Math.ScaleB(number, -LargeShift));
        else
            AddPartial(number);
    }

    /// <summary>Adds the square of a number, exactly.</summary>
    public void AddSquare(double number) => AddProduct(number, number);

    /// <summary>Adds the product of two numbers, exactly unless it leaves the range of doubles.</summary>
    public void AddProduct(double x, double y)
    {
        var product = x * y;
        Add(product);
        if (double.IsFinite(product))
            Add(Math.FusedMultiplyAdd(x, y, -product));
    }

    /// <summary>Adds another sum.</summary>
    public void Add(ExactSum other)
    {
        for (var i = 0; i < other._count; i++)
            AddPartial(other._partials[i]);
        if (other._large is not null)
            (_large ??= new()).Add(other._large);
        _notFinite += other._notFinite;
    }

    /// <summary>The sum, rounded once.</summary>
    public double ToDouble()
    {
        if (_notFinite != 0)
            return _notFinite;
        if (_large is null)
            return Round();
        var (mantissa, exponent) = ToRational();
        return ExactRatio.ToDouble(mantissa, BigInteger.One, exponent);
    }

    /// <summary>The sum as a whole number times a power of two. Only for finite sums.</summary>
    public (BigInteger Mantissa, int Exponent) ToRational()
    {
        var total = (Mantissa: BigInteger.Zero, Exponent: 0);
        for (var i = 0; i < _count; i++)
            total = ExactRatio.Add(total, ExactRatio.Decompose(_partials[i], 0));
        if (_large is not null)
        {
            for (var i = 0; i < _large._count; i++)
                total = ExactRatio.Add(total, ExactRatio.Decompose(_large._partials[i], LargeShift));
        }

        return total;
    }

    /// <summary>Whether all that was added was finite.</summary>
    public bool IsFinite => _notFinite == 0;

    private void AddPartial(double x)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var y = _partials[i];
            if (Math.Abs(x) < Math.Abs(y))
                (x, y) = (y, x);
            var high = x + y;
            var low = y - (high - x);
            if (low != 0)
                _partials[kept++] = low;
            x = high;
        }

        if (kept == _partials.Length)
            Array.Resize(ref _partials, kept * 2);
        _partials[kept] = x;
        _count = kept + 1;
    }

    private double Round()
    {
        if (_count == 0)
            return 0;
        var n = _count - 1;
        var high = _partials[n];
        var low = 0d;
        while (n > 0)
        {
            var x = high;
            var y = _partials[--n];
            high = x + y;
            low = y - (high - x);
            if (low != 0)
                break;
        }

        // Halfway cases are decided by what lies below.
        if (n > 0 && ((low < 0 && _partials[n - 1] < 0) || (low > 0 && _partials[n - 1] > 0)))
        {
            var twice = low * 2;
            var next = high + twice;
            if (twice == next - high)
                high = next;
        }

        return high;
    }
}
