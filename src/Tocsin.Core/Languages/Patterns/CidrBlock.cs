using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>A block of addresses: the bits of a network and how many of them count.</summary>
/// <remarks>
/// IPv4 is kept as IPv4 mapped into IPv6, so an IPv4 block holds no IPv6 address, a mapped address is the IPv4 address, and <c>::/0</c> holds
/// every address. Source: EQL specification, 9.3; ES|QL specification, 12.6.
/// </remarks>
internal readonly record struct CidrBlock
{
    // Two halves: what has numbers of 128 bits in it is not compiled ahead of time.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly ulong _highMask;
    private readonly ulong _lowMask;

    private CidrBlock(ReadOnlySpan<byte> address16, int prefixBits)
    {
        PrefixBits = prefixBits;
        _highMask = MaskOf(Math.Min(prefixBits, 64));
        _lowMask = MaskOf(Math.Max(prefixBits - 64, 0));
        _high = BinaryPrimitives.ReadUInt64BigEndian(address16) & _highMask;
        _low = BinaryPrimitives.ReadUInt64BigEndian(address16[8..]) & _lowMask;
    }

    /// <summary>How many leading bits of the 16 bytes count; for IPv4 at least 96.</summary>
    public int PrefixBits { get; }

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>2001:db8::/32</c> or a bare address. Bits behind the prefix are ignored.</summary>
    /// <remarks>An IPv4-mapped address cannot carry a prefix: it would be unclear of which family, and Elasticsearch refuses it.</remarks>
    public static bool TryParse(string text, out CidrBlock block) => TryParse(Encoding.UTF8.GetBytes(text), out block);

    /// <inheritdoc cref="TryParse(string, out CidrBlock)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out CidrBlock block)
    {
        block = default;
        var slash = text.IndexOf((byte)'/');
        var addressText = slash < 0 ? text : text[..slash];
        Span<byte> address = stackalloc byte[16];
        if (!IpText.TryParse(addressText, address))
            return false;
        var isIPv4 = address.IndexOfAnyExcept((byte)0) == 10 && address[10] == 0xFF && address[11] == 0xFF;
        var bits = 128;
        if (slash >= 0)
        {
            if (isIPv4 && addressText.Contains((byte)':'))
                return false;
            var digits = text[(slash + 1)..];
            if (
                digits.Length is < 1 or > 3
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
                || prefix > (isIPv4 ? 32 : 128)
            )
                return false;
            bits = isIPv4 ? 96 + prefix : prefix;
        }

        block = new(address, bits);
        return true;
    }

    /// <summary>Whether an address of 16 bytes lies in the block.</summary>
    public bool Contains(ReadOnlySpan<byte> address16) =>
        (BinaryPrimitives.ReadUInt64BigEndian(address16) & _highMask) == _high
        && (BinaryPrimitives.ReadUInt64BigEndian(address16[8..]) & _lowMask) == _low;

    /// <summary>The network's 32 hex digits and the prefix: equal exactly for equal blocks.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_high:x16}{_low:x16}/{PrefixBits}");

    /// <summary>The first bits of 64.</summary>
    private static ulong MaskOf(int bits) => bits == 0 ? 0 : ulong.MaxValue << (64 - bits);
}
