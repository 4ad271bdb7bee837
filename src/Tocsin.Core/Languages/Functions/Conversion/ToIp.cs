using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>An address from its text. What a leading zero of an IPv4 octet means is an option (ES|QL specification, 12.9).</summary>
internal sealed class ToIp : ConversionFunction
{
    private const string LeadingZeros = "leading_zeros";

    public override string Name => "TO_IP";

    public override FunctionDoc Doc { get; } =
        new(
            "TO_IP(text [, {\"leading_zeros\": \"reject\" | \"octal\" | \"decimal\"}])",
            "An address from its text.",
            new FunctionExample("TO_IP(\"1.1.1.1\")", "1.1.1.1"),
            new FunctionExample("TO_IP(\"2001:DB8:0::1\")", "2001:db8::1"),
            new FunctionExample("TO_IP(\"010.0.0.1\")", "null"),
            new FunctionExample("TO_IP(\"010.0.0.1\", {\"leading_zeros\": \"octal\"})", "8.0.0.1"),
            new FunctionExample("TO_IP(\"010.0.0.1\", {\"leading_zeros\": \"decimal\"})", "10.0.0.1")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("text", TypeSet.String.Or(TypeSet.Ip))];

    protected override DataType Target => DataType.Ip;

    public override FunctionBinding? Bind(
        ReadOnlySpan<ArgumentInfo> arguments,
        IReadOnlyDictionary<string, Value> options,
        out BindingError? error
    )
    {
        var binding = Bind(arguments, out error);
        if (binding is null || options.Count == 0)
            return binding;
        if (options.Count > 1 || !options.TryGetValue(LeadingZeros, out var mode) || mode.Kind != ValueKind.String)
        {
            error = new($"`{Name}` has one option, `{LeadingZeros}`");
            return null;
        }

        switch (mode.AsText())
        {
            case "reject":
                return binding;
            case "octal":
                return new(static (call, a) => Convert(call, a[0], 8), DataType.Ip);
            case "decimal":
                return new(static (call, a) => Convert(call, a[0], 10), DataType.Ip);
            default:
                error = new($"`{LeadingZeros}` must be `reject`, `octal` or `decimal`, found `{mode.AsText()}`");
                return null;
        }
    }

    private static Value Convert(CallContext call, in Value value, int leadingZeroBase)
    {
        if (value.Kind == ValueKind.Ip)
            return value;
        var text = value;
        if (value.Kind == ValueKind.String && !value.AsBytes.Contains((byte)':'))
            text = Value.FromText(RewriteOctets(value.AsText(), leadingZeroBase));
        return ValueConversion.TryConvert(text, DataType.Ip, out var address, out _)
            ? address
            : call.Fail(ValueConversion.UnreadableIp(value));
    }

    /// <summary>The octets without leading zeros; what is no octet stays, for the reader to refuse.</summary>
    private static string RewriteOctets(string text, int leadingZeroBase)
    {
        var octets = text.Split('.');
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[i];
            if (octet.Length is < 2 or > 8 || octet[0] != '0')
                continue;
            var number = 0;
            foreach (var digit in octet)
            {
                if (digit < '0' || digit - '0' >= leadingZeroBase)
                    return text;
                number = Math.Min(number * leadingZeroBase + digit - '0', 999);
            }

            octets[i] = $"{number}";
        }

        return string.Join('.', octets);
    }
}
