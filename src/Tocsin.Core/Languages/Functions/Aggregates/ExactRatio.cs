using System.Numerics;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Exact arithmetic over doubles for the end of an aggregation: whole numbers times powers of two.</summary>
internal static class ExactRatio
{
    /// <summary>A finite double as mantissa · 2^exponent.</summary>
    /// <param name="number">The double.</param>
    /// <param name="shift">A further power of two to multiply with.</param>
    public static (BigInteger Mantissa, int Exponent) Decompose(double number, int shift)
    {
        if (number == 0)
            return (BigInteger.Zero, 0);
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0)
            exponent++;
        else
            mantissa |= 1L << 52;
        return (bits < 0 ? -mantissa : mantissa, exponent - 1075 + shift);
    }

    /// <summary>The sum of two.</summary>
    public static (BigInteger Mantissa, int Exponent) Add(
        (BigInteger Mantissa, int Exponent) x,
        (BigInteger Mantissa, int Exponent) y
    )
    {
        if (x.Mantissa.IsZero)
            return y;
        if (y.Mantissa.IsZero)
            return x;
        var exponent = Math.Min(x.Exponent, y.Exponent);
        return ((x.Mantissa << (x.Exponent - exponent)) + (y.Mantissa << (y.Exponent - exponent)), exponent);
    }

    /// <summary>numerator / denominator · 2^exponent, correct to the last bit or the one before.</summary>
    /// <param name="denominator">Above zero.</param>
    public static double ToDouble(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero)
            return 0;
        // 128 bits of quotient hold every double with room to round.
        var wanted = 128 + (int)denominator.GetBitLength() - (int)BigInteger.Abs(numerator).GetBitLength();
        var shift = Math.Max(0, wanted);
        var quotient = (numerator << shift) / denominator;
        var surplus = (int)BigInteger.Abs(quotient).GetBitLength() - 128;
        if (surplus > 0)
            quotient >>= surplus;
        else
            surplus = 0;
        return Math.ScaleB((double)quotient, exponent - shift + surplus);
    }
}
