using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
internal sealed class StateReader(byte[] bytes, DataStreams streams) : IDisposable
{
    private readonly BinaryReader _reader = new(new MemoryStream(bytes), Encoding.UTF8);

    public long ReadLong() => _reader.Read7BitEncodedInt64();

    public int ReadCount() => checked((int)ReadLong());

    public bool ReadFlag() => _reader.ReadBoolean();

    public string ReadText() => _reader.ReadString();

    public string? ReadOptionalText() => ReadFlag() ? ReadText() : null;

    public byte[] ReadBytes() => _reader.ReadBytes(ReadCount());

    public Value[] ReadValues()
    {
        var values = new Value[ReadCount()];
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadValue();
        return values;
    }

    public Value ReadValue()
    {
        var kind = (ValueKind)_reader.ReadByte();
        switch (kind)
        {
            case ValueKind.Null:
                return Value.Null;
            case ValueKind.String:
                return Value.FromUtf8(ReadBytes());
            case ValueKind.Ip:
                return Value.FromIp(ReadBytes());
            case ValueKind.Version:
                return Value.FromVersion(ReadBytes());
            case ValueKind.GeoPoint:
                return Value.FromGeoPoint(_reader.ReadDouble(), _reader.ReadDouble());
            case ValueKind.CartesianPoint:
                return Value.FromCartesianPoint(_reader.ReadDouble(), _reader.ReadDouble());
            case ValueKind.Many:
                return Value.FromMany(ReadValues());
            default:
                return FromBits(kind, _reader.ReadInt64());
        }
    }

    public StoredEvent ReadEvent() =>
        new(
            ReadText(),
            ReadFlag(),
            streams.GetOrAdd(ReadText()),
            Timestamp: ReadLong(),
            Ingested: ReadLong(),
            Arrival: ReadLong(),
            Record: ReadBytes()
        );

    public StoredEvent? ReadOptionalEvent() => ReadFlag() ? ReadEvent() : null;

    public Evidence ReadEvidence()
    {
        var (count, first, last) = (ReadLong(), ReadLong(), ReadLong());
        var items = new List<EvidenceItem>();
        for (var left = ReadCount(); left > 0; left--)
            items.Add(
                new(ReadText(), ReadLong(), streams.GetOrAdd(ReadText()), HasOwnId: ReadFlag(), ReadOptionalEvent())
            );
        var segments = new List<(long First, long Last, long Count)>();
        for (var left = ReadCount(); left > 0; left--)
            segments.Add((ReadLong(), ReadLong(), ReadLong()));
        return Evidence.Restore(count, first, last, items, segments);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static Value FromBits(ValueKind kind, long bits) =>
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
            _ => throw new InvalidDataException($"no such kind of value: {kind}"),
        };
}
