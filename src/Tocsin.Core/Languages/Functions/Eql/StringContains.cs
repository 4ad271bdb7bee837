using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>stringContains(s, part)</c>: whether a string holds another; false where either is empty.</summary>
/// <remarks>
/// Over a bare field an empty literal is in every value, as in Elasticsearch, which runs that as a wildcard query (EQL
/// specification, 9.8). Wildcards in the literal stand for themselves (9.10).
/// </remarks>
internal sealed class StringContains(bool ignoresCase) : EqlFunction
{
    private static readonly EqlParameter[] TwoStrings = [EqlParameter.String, EqlParameter.String];

    public override string Name { get; } = ignoresCase ? "stringContains~" : "stringContains";

    public override IReadOnlyList<EqlParameter> Parameters => TwoStrings;

    public override bool IsCondition => true;

    public override FunctionDoc Doc =>
        new(
            $"{Name}(s, part)",
            ignoresCase
                ? "Whether a string holds another, whatever the case of letters."
                : "Whether a string holds another.",
            new FunctionExample($"{Name}(\"cmd.exe\", \"D.E\")", ignoresCase ? "true" : "false", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Boolean;

    public override ValueMatcher? ToMatcher(ReadOnlySpan<ArgumentInfo> arguments) =>
        new AffixMatcher(AffixKind.Contains, arguments[1].Constant.AsText(), ignoresCase);

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return (_, a) =>
            Value.FromBoolean(
                a[0].AsBytes.Length > 0 && a[1].AsBytes.Length > 0 && EqlText.Contains(a[0], a[1], ignoresCase)
            );
    }
}
