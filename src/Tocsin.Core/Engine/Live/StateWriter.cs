using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Live;

/// <summary>Writes state as bytes. What <see cref="StateReader"/> reads; the checkpoint's version guards both.</summary>
internal sealed class StateWriter(DataStreams streams) : IDisposable
{
    private readonly MemoryStream _stream = new();
    private BinaryWriter? _writer;

    private BinaryWriter Writer => _writer ??= new(_stream, Encoding.UTF8, leaveOpen: true);

    /// <summary>What was written since the beginning or since the last call.</summary>
    public byte[] Take()
    {
        _writer?.Flush();
        var bytes = _stream.ToArray();
        _stream.SetLength(0);
        return bytes;
    }

    public void Write(long number) => Writer.Write7BitEncodedInt64(number);

    public void Write(bool flag) => Writer.Write(flag);

    public void Write(string text) => Writer.Write(text);

    public void WriteOptional(string? text)
    {
        Write(text is not null);
        if (text is not null)
            Write(text);
    }

    public void Write(byte[] bytes)
    {
        Write(bytes.LongLength);
        Writer.Write(bytes);
    }

    /// <summary>Writes what another has written since the beginning or since it was last asked, as <see cref="Take"/> would give it.</summary>
    public void WriteTaken(StateWriter other)
    {
        other._writer?.Flush();
        var length = (int)other._stream.Length;
        Write((long)length);
        Writer.Write(other._stream.GetBuffer(), 0, length);
        other._stream.SetLength(0);
    }

    public void Write(IReadOnlyList<Value> values)
    {
        Write((long)values.Count);
        foreach (var value in values)
            Write(value);
    }

    /// <summary>Writes a value of any kind.</summary>
    public void Write(in Value value)
    {
        Writer.Write((byte)value.Kind);
        switch (value.Kind)
        {
            case ValueKind.Null:
                break;
            case ValueKind.String:
            case ValueKind.Ip:
            case ValueKind.Version:
                Write(value.AsBytes.ToArray());
                break;
            case ValueKind.GeoPoint:
            case ValueKind.CartesianPoint:
                Writer.Write(value.X);
                Writer.Write(value.Y);
                break;
            case ValueKind.Many:
                Write((long)value.Count);
                foreach (ref readonly var element in value.AsMany)
                    Write(element);
                break;
            default:
                Writer.Write(value.AsLong);
                break;
        }
    }

    /// <summary>Writes an event; a mapped one as the document that it shows.</summary>
    public void Write(StoredEvent stored)
    {
        Write(stored.Id);
        Write(stored.HasOwnId);
        Write(streams.NameOf(stored.StreamId));
        Write(stored.Timestamp);
        Write(stored.Ingested);
        Write(stored.Arrival);
        Write(stored.Document);
    }

    public void WriteOptional(StoredEvent? stored)
    {
        Write(stored is not null);
        if (stored is not null)
            Write(stored);
    }

    public void Write(Evidence evidence)
    {
        Write(evidence.Count);
        Write(evidence.FirstMillis);
        Write(evidence.LastMillis);
        Write((long)evidence.Items.Count);
        foreach (var item in evidence.Items)
        {
            Write(item.Id);
            Write(item.TimeMillis);
            Write(streams.NameOf(item.StreamId));
            Write(item.HasOwnId);
            WriteOptional(item.Event);
        }

        Write((long)evidence.Segments.Count);
        foreach (var (first, last, count) in evidence.Segments)
        {
            Write(first);
            Write(last);
            Write(count);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _stream.Dispose();
    }
}
