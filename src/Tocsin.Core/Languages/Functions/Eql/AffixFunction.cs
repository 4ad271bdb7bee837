using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary>What <c>startsWith</c>, <c>endsWith</c> and <c>stringContains</c> share: whether one string stands somewhere in another.</summary>
/// <param name="name">The name without <c>~</c>.</param>
/// <param name="kind">Where it must stand.</param>
/// <param name="verb">The same in words.</param>
/// <param name="part">The second argument of an example over <c>cmd.exe</c>, in upper case.</param>
/// <param name="ignoresCase">Whether the case of letters does not count.</param>
internal abstract class AffixFunction(string name, AffixKind kind, string verb, string part, bool ignoresCase)
    : EqlFunction
{
    private static readonly EqlParameter[] TwoStrings = [EqlParameter.String, EqlParameter.String];

    public sealed override string Name { get; } = ignoresCase ? $"{name}~" : name;

    public sealed override IReadOnlyList<EqlParameter> Parameters => TwoStrings;

    public sealed override bool IsCondition => true;

    public sealed override FunctionDoc Doc =>
        new(
            $"{Name}(s, part)",
            ignoresCase
                ? $"Whether a string {verb} another, whatever the case of letters."
                : $"Whether a string {verb} another.",
            new FunctionExample($"{Name}(\"cmd.exe\", \"{part}\")", ignoresCase ? "true" : "false", QueryLanguages.Eql)
        );

    public sealed override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Boolean;

    public sealed override ValueMatcher? ToMatcher(ReadOnlySpan<ArgumentInfo> arguments) =>
        new AffixMatcher(kind, arguments[1].Constant.AsText(), ignoresCase);
}
