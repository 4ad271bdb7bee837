using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Addresses;

/// <summary>Whether an address is in one of several blocks (ES|QL specification, 12.6).</summary>
internal sealed class CidrMatch : TypedFunction
{
    public override string Name => "CIDR_MATCH";

    public override FunctionDoc Doc { get; } =
        new(
            "CIDR_MATCH(ip, block1, …)",
            "Whether an address is in one of several blocks; a block without a slash is one address.",
            new FunctionExample("CIDR_MATCH(TO_IP(\"10.1.2.3\"), \"192.168.0.0/16\", \"10.0.0.0/8\")", "true"),
            new FunctionExample("CIDR_MATCH(\"2001:db8::1\", \"2001:db8::/32\")", "true")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("ip", TypeSet.Ip), new("blocks", TypeSet.String, ParameterTraits.Repeated)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        // A block stays null where it is not constant.
        var blocks = new CidrBlock?[arguments.Length];
        for (var i = 1; i < arguments.Length; i++)
        {
            if (!arguments[i].TryGetConstant(out var text))
                continue;
            if (!CidrBlock.TryParse(text.AsBytes, out var block))
            {
                error = new($"`{text.AsText()}` is not an address block such as `10.0.0.0/8`", i);
                return null;
            }

            blocks[i] = block;
        }

        return new((call, a) => Match(call, a, blocks), DataType.Boolean);
    }

    private static Value Match(CallContext call, ReadOnlySpan<Value> arguments, CidrBlock?[] blocks)
    {
        var address = arguments[0].AsBytes;
        for (var i = 1; i < arguments.Length; i++)
        {
            if (blocks[i] is not { } block && !CidrBlock.TryParse(arguments[i].AsBytes, out block))
            {
                return call.Fail(
                    EvaluationFailure.IllegalArgument($"'{arguments[i].AsText()}' is not an IP string literal.")
                );
            }

            if (block.Contains(address))
                return Value.True;
        }

        return Value.False;
    }
}
