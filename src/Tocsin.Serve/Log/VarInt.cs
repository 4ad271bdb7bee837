using System.Buffers;

namespace Tocsin.Serve.Log;

/// <summary>Numbers of one to ten bytes: seven bits a byte, the lowest first, the top bit where more follow.</summary>
internal static class VarInt
{
    /// <summary>Appends a number.</summary>
    public static void Write(ArrayBufferWriter<byte> target, ulong number)
    {
        var span = target.GetSpan(10);
        var length = 0;
        while (number >= 0x80)
        {
            span[length++] = (byte)(number | 0x80);
            number >>= 7;
        }

        span[length++] = (byte)number;
        target.Advance(length);
    }

    /// <summary>Appends a signed number: small ones of either sign are short.</summary>
    public static void WriteSigned(ArrayBufferWriter<byte> target, long number) =>
        Write(target, (ulong)((number << 1) ^ (number >> 63)));

    /// <summary>Takes a number from the front.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> from, out ulong number)
    {
        number = 0;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            number |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a signed number from the front.</summary>
    public static bool TryReadSigned(ref ReadOnlySpan<byte> from, out long number)
    {
        var done = TryRead(ref from, out var bits);
        number = (long)(bits >> 1) ^ -(long)(bits & 1);
        return done;
    }
}
