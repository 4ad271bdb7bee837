using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>cidrMatch(address, block, ...)</c>: whether an address lies in one of some blocks (EQL specification, 9.3).</summary>
internal sealed class CidrMatch : EqlFunction
{
    private static readonly EqlParameter[] AddressAndBlocks = [EqlParameter.Address, EqlParameter.StringLiteral];

    public override string Name => "cidrMatch";

    public override IReadOnlyList<EqlParameter> Parameters => AddressAndBlocks;

    public override bool IsVariadic => true;

    public override bool IsCondition => true;

    public override FunctionDoc Doc =>
        new(
            "cidrMatch(address, block, ...)",
            "Whether an address lies in one of some blocks; host bits of a block do not count, a bare address is a block of one."
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Boolean;

    public override ValueMatcher? ToMatcher(ReadOnlySpan<ArgumentInfo> arguments) => ReadBlocks(arguments, out _);

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        if (ReadBlocks(arguments, out error) is not { } matcher)
            return null;
        return (_, a) => Value.FromBoolean(matcher.Matches(a[0]));
    }

    private static CidrMatcher? ReadBlocks(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        var blocks = new List<CidrBlock>();
        for (var i = 1; i < arguments.Length; i++)
        {
            // A null block makes the call null; that is decided outside.
            if (arguments[i].Constant.IsNull)
                continue;
            if (!CidrBlock.TryParse(arguments[i].Constant.AsText(), out var block))
            {
                error = new($"`{arguments[i].Constant.AsText()}` is not an address block", i);
                return null;
            }

            blocks.Add(block);
        }

        return new(blocks);
    }
}
