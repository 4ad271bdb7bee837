using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>startsWith(s, part)</c>: whether a string begins with another; each begins with the empty one.</summary>
internal sealed class StartsWith(bool ignoresCase) : EqlFunction
{
    private static readonly EqlParameter[] TwoStrings = [EqlParameter.String, EqlParameter.String];

    public override string Name { get; } = ignoresCase ? "startsWith~" : "startsWith";

    public override IReadOnlyList<EqlParameter> Parameters => TwoStrings;

    public override bool IsCondition => true;

    public override FunctionDoc Doc =>
        new(
            $"{Name}(s, part)",
            ignoresCase
                ? "Whether a string begins with another, whatever the case of letters."
                : "Whether a string begins with another.",
            new FunctionExample($"{Name}(\"cmd.exe\", \"CMD\")", ignoresCase ? "true" : "false", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Boolean;

    public override ValueMatcher? ToMatcher(ReadOnlySpan<ArgumentInfo> arguments) =>
        new AffixMatcher(AffixKind.StartsWith, arguments[1].Constant.AsText(), ignoresCase);

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return (_, a) => Value.FromBoolean(EqlText.StartsWith(a[0], a[1], ignoresCase));
    }
}
