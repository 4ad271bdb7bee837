using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether a whole text fits a pattern of <c>*</c> and <c>?</c>, or one of several (ES|QL specification, 15.1).</summary>
internal sealed class Like : PatternOperator
{
    public override string Name => "LIKE";

    public override FunctionDoc Doc { get; } =
        new(
            "string LIKE pattern, string LIKE (pattern1, …)",
            "Whether a whole text fits a pattern: `*` is any run of characters, `?` one character, and a backslash makes the next one literal.",
            new FunctionExample("\"foobar\" LIKE \"foo*\"", "true"),
            new FunctionExample("\"foobar\" LIKE (\"x*\", \"fo?bar\")", "true"),
            new FunctionExample("\"foobar\" LIKE \"\"\"foo\\*\"\"\"", "false")
        );

    protected override TextMatcher? CreateMatcher(string pattern, out string? error)
    {
        var isValid = WildcardPattern.TryParse(pattern, WildcardDialect.Like, out var parsed, out var patternError);
        error = patternError?.Message;
        return isValid ? new WildcardMatcher(parsed, ignoreCase: false) : null;
    }

    protected override bool OnlyAsksForAValue(TextMatcher matcher) =>
        matcher is WildcardMatcher { Pattern.IsEverything: true };
}
