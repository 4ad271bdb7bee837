using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Addresses;

/// <summary>An address cut to the prefix length of its family (ES|QL specification, 12.6).</summary>
internal sealed class IpPrefix : TypedFunction
{
    private const int IPv4BitsMax = 32;
    private const int IPv6BitsMax = 128;

    /// <summary>An IPv4 address stands in the last 32 of 128 bits.</summary>
    private const int IPv4BitOffset = 96;

    public override string Name => "IP_PREFIX";

    public override FunctionDoc Doc { get; } =
        new(
            "IP_PREFIX(ip, prefixLengthV4, prefixLengthV6)",
            "An address with the bits behind a prefix cleared; the length depends on its family.",
            new FunctionExample("IP_PREFIX(TO_IP(\"10.1.2.3\"), 24, 64)", "10.1.2.0"),
            new FunctionExample("IP_PREFIX(\"2001:db8::15\", 24, 112)", "2001:db8::")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("ip", TypeSet.Ip), new("prefixLengthV4", TypeSet.Integer), new("prefixLengthV6", TypeSet.Integer)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        for (var i = 1; i < 3; i++)
        {
            var most = i == 1 ? IPv4BitsMax : IPv6BitsMax;
            if (arguments[i].TryGetConstant(out var length) && (length.AsInteger < 0 || length.AsInteger > most))
            {
                error = new($"{Signature.Describe(Name, i, 3)} must be from 0 to {most}, found {length.AsInteger}", i);
                return null;
            }
        }

        return new(Cut, DataType.Ip);
    }

    private static Value Cut(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var length4 = arguments[1].AsInteger;
        var length6 = arguments[2].AsInteger;
        if (length4 is < 0 or > IPv4BitsMax)
            return call.Fail(OutOfRange("v4", IPv4BitsMax, length4));
        if (length6 is < 0 or > IPv6BitsMax)
            return call.Fail(OutOfRange("v6", IPv6BitsMax, length6));
        var address = arguments[0].AsBytes.ToArray();
        var isIPv4 = IsMapped(address);
        var kept = isIPv4 ? IPv4BitOffset + length4 : length6;
        for (var bit = kept; bit < IPv6BitsMax; bit++)
            address[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return Value.FromIp(address);
    }

    private static bool IsMapped(ReadOnlySpan<byte> address) =>
        !address[..10].ContainsAnyExcept((byte)0) && address[10] == 0xFF && address[11] == 0xFF;

    private static EvaluationFailure OutOfRange(string family, int most, int length) =>
        EvaluationFailure.IllegalArgument($"Prefix length {family} must be in range [0, {most}], found {length}");
}
