using System.Buffers.Binary;
using System.Text;

namespace Tocsin.Serve.Intake.OpenTelemetry;

/// <summary>Reads the fields of a message in the protocol buffers wire format, one after the other.</summary>
/// <remarks>Throws <see cref="OtlpFormatException"/> where the bytes are no message. Unknown fields are the caller's to skip.</remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int VarintBytesMax = 10;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;
    private int _wireType;

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool MoveNext()
    {
        if (_position == _message.Length)
            return false;
        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        _wireType = (int)(tag & 7);
        return tag is > 7 and <= uint.MaxValue ? true : throw Broken();
    }

    /// <summary>A number with a variable length.</summary>
    public ulong Varint() => _wireType == 0 ? ReadVarint() : throw Broken();

    /// <summary>A number of 8 bytes.</summary>
    public ulong Fixed64() => _wireType == 1 ? BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) : throw Broken();

    /// <summary>A floating-point number.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>Bytes, a text or a message.</summary>
    public ReadOnlySpan<byte> Bytes() => _wireType == 2 ? TakeCounted() : throw Broken();

    /// <summary>A text; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Passes over the field at hand.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                TakeCounted();
                break;
            case 5:
                Take(4);
                break;
            default:
                // Groups went out of use before these messages were thought of.
                throw Broken();
        }
    }

    private ReadOnlySpan<byte> TakeCounted()
    {
        var length = ReadVarint();
        return length <= (ulong)(_message.Length - _position) ? Take((int)length) : throw Broken();
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _message.Length - _position)
            throw Broken();
        var taken = _message.Slice(_position, length);
        _position += length;
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < VarintBytesMax && _position < _message.Length; i++)
        {
            var next = _message[_position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value;
        }

        throw Broken();
    }

    private static OtlpFormatException Broken() => new("the body is no protobuf message");
}
