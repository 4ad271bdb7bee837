using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tocsin.Core.Values;

/// <summary>One cell: no value, one value, or several.</summary>
/// <remarks>
/// <para>24 bytes, no allocation for scalars. Text is a slice of a byte array, so a value may borrow the buffer that its record was
/// read into; whoever keeps a value beyond the record calls <see cref="ToOwned"/>.</para>
/// <para><see cref="ValueKind.Many"/> never holds fewer than two values and never holds null: build it with <see cref="FromMany(Value[])"/>.</para>
/// </remarks>
internal readonly struct Value
{
    private readonly object? _reference;
    private readonly long _bits;

    // In what is padding anyway: whether text has its array to itself, so that keeping the value needs no copy.
    private readonly bool _isOwned;

    private Value(ValueKind kind, long bits, object? reference = null, bool isOwned = false)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
        _isOwned = isOwned;
    }

    /// <summary>No value.</summary>
    public static Value Null => default;

    /// <summary>The boolean <c>true</c>.</summary>
    public static Value True => new(ValueKind.Boolean, 1);

    /// <summary>The boolean <c>false</c>.</summary>
    public static Value False => new(ValueKind.Boolean, 0);

    /// <summary>What it holds.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether there is no value.</summary>
    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>Whether there are several values.</summary>
    public bool IsMany => Kind == ValueKind.Many;

    /// <summary>Whether it is a single number.</summary>
    public bool IsNumber => Kind is ValueKind.Integer or ValueKind.Long or ValueKind.UnsignedLong or ValueKind.Double;

    public static Value FromBoolean(bool value) => new(ValueKind.Boolean, value ? 1 : 0);

    public static Value FromInteger(int value) => new(ValueKind.Integer, value);

    public static Value FromLong(long value) => new(ValueKind.Long, value);

    public static Value FromUnsignedLong(ulong value) => new(ValueKind.UnsignedLong, (long)value);

    public static Value FromDouble(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>An instant in milliseconds since 1970 UTC.</summary>
    public static Value FromDate(long millis) => new(ValueKind.Date, millis);

    /// <summary>An instant in nanoseconds since 1970 UTC.</summary>
    public static Value FromDateNanos(long nanos) => new(ValueKind.DateNanos, nanos);

    public static Value FromDuration(long millis) => new(ValueKind.TimeDuration, millis);

    public static Value FromPeriod(int months, int days) =>
        new(ValueKind.DatePeriod, ((long)months << 32) | (uint)days);

    /// <summary>Text as a slice of a buffer; the buffer is borrowed.</summary>
    public static Value FromUtf8(byte[] buffer, int offset, int length) =>
        new(ValueKind.String, ((long)offset << 32) | (uint)length, buffer);

    /// <summary>Text; the array belongs to the value from now on.</summary>
    public static Value FromUtf8(byte[] text) => new(ValueKind.String, (uint)text.Length, text, isOwned: true);

    public static Value FromText(string text) => FromUtf8(Encoding.UTF8.GetBytes(text));

    /// <summary>The text of a version; the array belongs to the value.</summary>
    public static Value FromVersion(byte[] text) => new(ValueKind.Version, (uint)text.Length, text);

    /// <summary>An address: 16 bytes, IPv4 mapped into IPv6; the array belongs to the value.</summary>
    public static Value FromIp(byte[] address)
    {
        Debug.Assert(address.Length == 16, "addresses are IPv6 or IPv4 mapped into IPv6");
        return new(ValueKind.Ip, 16, address);
    }

    /// <summary>An address as 16 bytes of a buffer; the buffer is borrowed.</summary>
    public static Value FromIp(byte[] buffer, int offset) => new(ValueKind.Ip, ((long)offset << 32) | 16, buffer);

    /// <summary>A point on earth, in degrees.</summary>
    public static Value FromGeoPoint(double longitude, double latitude) =>
        new(ValueKind.GeoPoint, 0, new Coordinates(longitude, latitude));

    public static Value FromCartesianPoint(double x, double y) =>
        new(ValueKind.CartesianPoint, 0, new Coordinates(x, y));

    /// <summary>None, one or several values; none of them may be null or many. The array belongs to the value.</summary>
    public static Value FromMany(Value[] values) => FromMany(values, 0, values.Length);

    /// <summary>A slice of values; the array is borrowed.</summary>
    public static Value FromMany(Value[] values, int offset, int count) =>
        count switch
        {
            0 => Null,
            1 => values[offset],
            _ => new(ValueKind.Many, ((long)offset << 32) | (uint)count, values),
        };

    public bool AsBoolean
    {
        get
        {
            Debug.Assert(Kind == ValueKind.Boolean, "not a boolean");
            return _bits != 0;
        }
    }

    /// <summary>The number of an integer, long, date, duration; for unsigned longs its bits.</summary>
    public long AsLong => _bits;

    public ulong AsUnsignedLong => (ulong)_bits;

    public int AsInteger => (int)_bits;

    /// <summary>The number of a <see cref="ValueKind.Double"/>.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Any number as a double.</summary>
    public double ToDouble() =>
        Kind switch
        {
            ValueKind.Double => AsDouble,
            ValueKind.UnsignedLong => (ulong)_bits,
            _ => _bits,
        };

    /// <summary>The bytes of text, a version or an address.</summary>
    public ReadOnlySpan<byte> AsBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new((byte[])_reference!, (int)(_bits >> 32), (int)(uint)_bits);
    }

    /// <summary>A part of a text; it borrows the same buffer.</summary>
    /// <param name="start">In bytes.</param>
    /// <param name="length">In bytes.</param>
    public Value Slice(int start, int length)
    {
        Debug.Assert(Kind == ValueKind.String, "only texts have parts");
        Debug.Assert(start >= 0 && length >= 0 && start + length <= (int)_bits, "the part lies inside the text");
        return FromUtf8((byte[])_reference!, (int)(_bits >> 32) + start, length);
    }

    /// <summary>Text as a string; broken UTF-8 becomes U+FFFD.</summary>
    public string AsText() => Encoding.UTF8.GetString(AsBytes);

    public int PeriodMonths => (int)(_bits >> 32);

    public int PeriodDays => (int)_bits;

    /// <summary>Longitude or x.</summary>
    public double X => ((Coordinates)_reference!).X;

    /// <summary>Latitude or y.</summary>
    public double Y => ((Coordinates)_reference!).Y;

    /// <summary>How many values there are: 0 for null.</summary>
    public int Count =>
        Kind switch
        {
            ValueKind.Null => 0,
            ValueKind.Many => (int)(uint)_bits,
            _ => 1,
        };

    /// <summary>The value at a position, counted from 0; a single value is its own only element.</summary>
    public Value this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Kind == ValueKind.Many ? ((Value[])_reference!)[(int)(_bits >> 32) + index] : this;
    }

    /// <summary>The values of a <see cref="ValueKind.Many"/>.</summary>
    public ReadOnlySpan<Value> AsMany => new((Value[])_reference!, (int)(_bits >> 32), (int)(uint)_bits);

    /// <summary>Whether the bytes are the very same, without a look at them.</summary>
    public bool IsSameText(in Value other) => ReferenceEquals(_reference, other._reference) && _bits == other._bits;

    /// <summary>A value that borrows nothing.</summary>
    public Value ToOwned()
    {
        switch (Kind)
        {
            case ValueKind.String:
                return _isOwned ? this : FromUtf8(AsBytes.ToArray());
            case ValueKind.Ip:
                return FromIp(AsBytes.ToArray());
            case ValueKind.Many:
                var values = AsMany.ToArray();
                for (var i = 0; i < values.Length; i++)
                    values[i] = values[i].ToOwned();
                return FromMany(values);
            default:
                return this;
        }
    }

    /// <summary>The bytes of a text as an array, which may be the value's own: it must not be changed.</summary>
    public byte[] ToByteArray() => _isOwned ? (byte[])_reference! : AsBytes.ToArray();

    /// <summary>For debuggers and test messages; output goes through the writers.</summary>
    public override string ToString() => ValueText.Format(this);

    private sealed record Coordinates(double X, double Y);
}
