using System.Diagnostics;

namespace Tocsin.Core.Values;

/// <summary>Order, equality and hashes of values: numbers by value across kinds, text and addresses by bytes, instants by time.</summary>
/// <remarks>
/// Values of kinds that do not compare (a number and a text) are never equal and are ordered by kind, so that a sort is total.
/// Several values compare element by element, and a shorter list comes first. Null equals null and comes first; whoever sorts with nulls last says so itself.
/// </remarks>
internal sealed class ValueComparer : IEqualityComparer<Value>, IComparer<Value>
{
    public static readonly ValueComparer Instance = new();

    public bool Equals(Value x, Value y) => AreEqual(x, y);

    public int Compare(Value x, Value y) => CompareValues(x, y);

    public int GetHashCode(Value obj) => Hash(obj);

    /// <summary>Whether two values are the same.</summary>
    public static bool AreEqual(in Value x, in Value y)
    {
        if (x.Kind == ValueKind.String && y.Kind == ValueKind.String)
            return x.IsSameText(y) || x.AsBytes.SequenceEqual(y.AsBytes);
        return CompareValues(x, y) == 0;
    }

    /// <summary>Less than, equal to or greater than zero as the first is before, equal to or after the second.</summary>
    public static int CompareValues(in Value x, in Value y)
    {
        if (x.Kind == y.Kind)
            return CompareSameKind(x, y);
        if (x.IsNumber && y.IsNumber)
            return CompareNumbers(x, y);
        if (x.Kind is ValueKind.Date or ValueKind.DateNanos && y.Kind is ValueKind.Date or ValueKind.DateNanos)
            return CompareInstants(x, y);
        return x.Kind.CompareTo(y.Kind);
    }

    /// <summary>A hash that is equal for equal values, also across number kinds.</summary>
    public static int Hash(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return 0;
            case ValueKind.String:
            case ValueKind.Ip:
                return (int)HashBytes(value.AsBytes);
            case ValueKind.Version:
                return VersionOrder.Hash(value.AsBytes);
            case ValueKind.UnsignedLong when value.AsLong >= 0:
                // As a double it would lose digits and miss the equal long.
                return value.AsLong.GetHashCode();
            case ValueKind.Double:
            case ValueKind.UnsignedLong:
                var number = value.ToDouble();
                return number >= long.MinValue && number < 9.2233720368547758E18 && Math.Floor(number) == number
                    ? ((long)number).GetHashCode()
                    : number.GetHashCode();
            case ValueKind.Date:
                return value.AsLong.GetHashCode();
            case ValueKind.DateNanos:
                return value.AsLong % 1_000_000 == 0
                    ? (value.AsLong / 1_000_000).GetHashCode()
                    : value.AsLong.GetHashCode();
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                return HashCode.Combine(value.X, value.Y);
            case ValueKind.Many:
                var hash = value.Count;
                foreach (var element in value.AsMany)
                    hash = HashCode.Combine(hash, Hash(element));
                return hash;
            default:
                return value.AsLong.GetHashCode();
        }
    }

    /// <summary>A fixed hash of bytes: the same in every process, so that results built on it can be replayed.</summary>
    public static ulong HashBytes(ReadOnlySpan<byte> bytes) => StableHash.Of(bytes);

    private static int CompareSameKind(in Value x, in Value y)
    {
        switch (x.Kind)
        {
            case ValueKind.Null:
                return 0;
            case ValueKind.String:
            case ValueKind.Ip:
                return x.AsBytes.SequenceCompareTo(y.AsBytes);
            case ValueKind.Version:
                return VersionOrder.Compare(x.AsBytes, y.AsBytes);
            case ValueKind.Double:
                return x.AsDouble.CompareTo(y.AsDouble) is var order && x.AsDouble == y.AsDouble ? 0 : order;
            case ValueKind.UnsignedLong:
                return x.AsUnsignedLong.CompareTo(y.AsUnsignedLong);
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                return x.X != y.X ? x.X.CompareTo(y.X) : x.Y.CompareTo(y.Y);
            case ValueKind.DatePeriod:
                return x.PeriodMonths != y.PeriodMonths
                    ? x.PeriodMonths.CompareTo(y.PeriodMonths)
                    : x.PeriodDays.CompareTo(y.PeriodDays);
            case ValueKind.Many:
                var count = Math.Min(x.Count, y.Count);
                for (var i = 0; i < count; i++)
                {
                    var order2 = CompareValues(x[i], y[i]);
                    if (order2 != 0)
                        return order2;
                }

                return x.Count.CompareTo(y.Count);
            default:
                return x.AsLong.CompareTo(y.AsLong);
        }
    }

    private static int CompareNumbers(in Value x, in Value y)
    {
        if (x.Kind == ValueKind.Double)
            return -CompareToDouble(y, x.AsDouble);
        if (y.Kind == ValueKind.Double)
            return CompareToDouble(x, y.AsDouble);
        if (x.Kind == ValueKind.UnsignedLong)
            return x.AsLong < 0 ? 1 : x.AsLong.CompareTo(y.AsLong);
        if (y.Kind == ValueKind.UnsignedLong)
            return y.AsLong < 0 ? -1 : x.AsLong.CompareTo(y.AsLong);
        return x.AsLong.CompareTo(y.AsLong);
    }

    /// <summary>Compares a whole number with a double without losing digits beyond 2⁵³.</summary>
    private static int CompareToDouble(in Value whole, double number)
    {
        Debug.Assert(whole.Kind != ValueKind.Double, "the first is a whole number");
        if (double.IsNaN(number))
            return 1;
        var approximate = whole.ToDouble();
        if (approximate != number || Math.Abs(number) < 9_007_199_254_740_992d)
            return approximate.CompareTo(number);
        return whole.Kind == ValueKind.UnsignedLong
            ? ((Int128)whole.AsUnsignedLong).CompareTo((Int128)number)
            : ((Int128)whole.AsLong).CompareTo((Int128)number);
    }

    private static int CompareInstants(in Value x, in Value y)
    {
        var left = x.Kind == ValueKind.Date ? (Int128)x.AsLong * 1_000_000 : x.AsLong;
        var right = y.Kind == ValueKind.Date ? (Int128)y.AsLong * 1_000_000 : y.AsLong;
        return left.CompareTo(right);
    }
}
