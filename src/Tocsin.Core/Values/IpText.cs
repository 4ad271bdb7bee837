using System.Buffers.Text;
using System.Diagnostics;

namespace Tocsin.Core.Values;

/// <summary>Reads addresses as Elasticsearch's <c>ip</c> fields accept them: strict textual IPv4 and IPv6.</summary>
/// <remarks>
/// No host names, ports, brackets, zones or shortened IPv4, and no octet with a leading zero (other readers take it as octal). An IPv6
/// address may end in dotted IPv4. Allocates nothing.
/// </remarks>
internal static class IpText
{
    /// <summary>The bytes of an address.</summary>
    public const int AddressBytes = 16;

    private const int IPv4Offset = 12;
    private const int GroupsMax = 8;

    /// <summary>Reads an address.</summary>
    /// <param name="text">The whole text must be the address.</param>
    /// <param name="address16">Receives 16 bytes, IPv4 mapped into IPv6; its content is undefined where the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> address16)
    {
        Debug.Assert(address16.Length >= AddressBytes, "an address has 16 bytes");
        address16 = address16[..AddressBytes];
        if (text.Contains((byte)':'))
            return TryParseIPv6(text, address16);
        address16.Clear();
        address16[10] = 0xFF;
        address16[11] = 0xFF;
        return TryParseIPv4(text, address16[IPv4Offset..]);
    }

    private static bool TryParseIPv4(ReadOnlySpan<byte> text, Span<byte> address4)
    {
        var position = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && (position >= text.Length || text[position++] != '.'))
                return false;
            var start = position;
            var octet = 0;
            while (position < text.Length && position - start < 3 && char.IsAsciiDigit((char)text[position]))
                octet = octet * 10 + text[position++] - '0';
            var digits = position - start;
            if (digits == 0 || octet > 255 || (digits > 1 && text[start] == '0'))
                return false;
            address4[part] = (byte)octet;
        }

        return position == text.Length;
    }

    private static bool TryParseIPv6(ReadOnlySpan<byte> text, Span<byte> address16)
    {
        address16.Clear();
        var groups = 0;
        var gap = -1;
        var position = 0;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            position = 2;
        }

        while (position < text.Length)
        {
            var rest = text[position..];
            var colon = rest.IndexOf((byte)':');
            var group = colon < 0 ? rest : rest[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
            {
                if (groups > GroupsMax - 2 || !TryParseIPv4(group, address16.Slice(groups * 2, 4)))
                    return false;
                groups += 2;
                break;
            }

            if (groups == GroupsMax || !TryParseGroup(group, out var number))
                return false;
            address16[groups * 2] = (byte)(number >> 8);
            address16[groups * 2 + 1] = (byte)number;
            groups++;
            if (colon < 0)
                break;

            position += colon + 1;
            if (position == text.Length)
                return false;
            if (text[position] != ':')
                continue;
            if (gap >= 0)
                return false;
            gap = groups;
            position++;
        }

        return gap < 0 ? groups == GroupsMax : TryFillGap(address16, groups, gap);
    }

    /// <summary>Moves the groups behind <c>::</c> to the end; it stands for one group of zeros at least.</summary>
    private static bool TryFillGap(Span<byte> address16, int groups, int gap)
    {
        if (groups == GroupsMax)
            return false;
        var behind = address16[(gap * 2)..(groups * 2)];
        var target = address16[(AddressBytes - behind.Length)..];
        behind.CopyTo(target);
        address16[(gap * 2)..(AddressBytes - behind.Length)].Clear();
        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        return text.Length is >= 1 and <= 4
            && Utf8Parser.TryParse(text, out number, out var read, 'x')
            && read == text.Length;
    }
}
