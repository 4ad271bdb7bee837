using System.Buffers.Binary;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Values as bytes: a kind, then what it takes. What is read borrows the bytes.</summary>
/// <remarks>Bytes hold no references, so that the collector does not look at the rows that a window keeps.</remarks>
internal static class PackedValues
{
    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    public static int SizeOf(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return 1;
            case ValueKind.String:
            case ValueKind.Version:
                return 5 + value.AsBytes.Length;
            case ValueKind.Ip:
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                return 17;
            case ValueKind.Many:
                var size = 5;
                foreach (ref readonly var element in value.AsMany)
                    size += SizeOf(element);
                return size;
            default:
                return 9;
        }
    }

    /// <summary>Writes a value.</summary>
    /// <returns>The position behind it.</returns>
    public static int Write(Span<byte> target, int position, in Value value)
    {
        target[position++] = (byte)value.Kind;
        switch (value.Kind)
        {
            case ValueKind.Null:
                return position;
            case ValueKind.String:
            case ValueKind.Version:
                var text = value.AsBytes;
                BinaryPrimitives.WriteInt32LittleEndian(target[position..], text.Length);
                text.CopyTo(target[(position + 4)..]);
                return position + 4 + text.Length;
            case ValueKind.Ip:
                value.AsBytes.CopyTo(target[position..]);
                return position + 16;
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                BinaryPrimitives.WriteDoubleLittleEndian(target[position..], value.X);
                BinaryPrimitives.WriteDoubleLittleEndian(target[(position + 8)..], value.Y);
                return position + 16;
            case ValueKind.Many:
                BinaryPrimitives.WriteInt32LittleEndian(target[position..], value.Count);
                position += 4;
                foreach (ref readonly var element in value.AsMany)
                    position = Write(target, position, element);
                return position;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(target[position..], value.AsLong);
                return position + 8;
        }
    }

    /// <summary>Reads a value and moves the position behind it.</summary>
    public static Value Read(byte[] source, ref int position)
    {
        var kind = (ValueKind)source[position++];
        switch (kind)
        {
            case ValueKind.Null:
                return Value.Null;
            case ValueKind.String:
                var length = ReadLength(source, ref position);
                var text = Value.FromUtf8(source, position, length);
                position += length;
                return text;
            case ValueKind.Version:
                length = ReadLength(source, ref position);
                position += length;
                return Value.FromVersion(source.AsSpan(position - length, length).ToArray());
            case ValueKind.Ip:
                position += 16;
                return Value.FromIp(source, position - 16);
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                var x = BinaryPrimitives.ReadDoubleLittleEndian(source.AsSpan(position));
                var y = BinaryPrimitives.ReadDoubleLittleEndian(source.AsSpan(position + 8));
                position += 16;
                return kind == ValueKind.GeoPoint ? Value.FromGeoPoint(x, y) : Value.FromCartesianPoint(x, y);
            case ValueKind.Many:
                var values = new Value[ReadLength(source, ref position)];
                for (var i = 0; i < values.Length; i++)
                    values[i] = Read(source, ref position);
                return Value.FromMany(values);
            default:
                var bits = BinaryPrimitives.ReadInt64LittleEndian(source.AsSpan(position));
                position += 8;
                return Scalar(kind, bits);
        }
    }

    /// <summary>Moves a position behind a value.</summary>
    public static void Skip(byte[] source, ref int position)
    {
        var kind = (ValueKind)source[position++];
        switch (kind)
        {
            case ValueKind.Null:
                return;
            case ValueKind.String:
            case ValueKind.Version:
                var length = ReadLength(source, ref position);
                position += length;
                return;
            case ValueKind.Ip:
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                position += 16;
                return;
            case ValueKind.Many:
                for (var left = ReadLength(source, ref position); left > 0; left--)
                    Skip(source, ref position);
                return;
            default:
                position += 8;
                return;
        }
    }

    private static int ReadLength(byte[] source, ref int position)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(position));
        position += 4;
        return length;
    }

    private static Value Scalar(ValueKind kind, long bits) =>
        kind switch
        {
            ValueKind.Boolean => Value.FromBoolean(bits != 0),
            ValueKind.Integer => Value.FromInteger((int)bits),
            ValueKind.Long => Value.FromLong(bits),
            ValueKind.UnsignedLong => Value.FromUnsignedLong((ulong)bits),
            ValueKind.Double => Value.FromDouble(BitConverter.Int64BitsToDouble(bits)),
            ValueKind.Date => Value.FromDate(bits),
            ValueKind.DateNanos => Value.FromDateNanos(bits),
            ValueKind.TimeDuration => Value.FromDuration(bits),
            ValueKind.DatePeriod => Value.FromPeriod((int)(bits >> 32), (int)bits),
            _ => throw new InvalidOperationException($"a value of kind {kind} is not packed as a scalar"),
        };
}
