using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether a whole text fits a Lucene regular expression, or one of several (ES|QL specification, 15.2).</summary>
internal sealed class RLike : PatternOperator
{
    public override string Name => "RLIKE";

    public override FunctionDoc Doc { get; } =
        new(
            "string RLIKE pattern, string RLIKE (pattern1, …)",
            "Whether a whole text fits a regular expression of Lucene, which also has the operators `&`, `@`, `#`, `<n-m>` and `\"…\"`.",
            new FunctionExample("\"chunk-12\" RLIKE \"\"\"[a-z]+-\\d{2}\"\"\"", "true"),
            new FunctionExample("\"abc\" RLIKE \"b\"", "false")
        );

    protected override TextMatcher? CreateMatcher(string pattern, out string? error)
    {
        var regex = LuceneRegex.Parse(pattern, LuceneDialect.Rlike, ignoreCase: false, out var patternError);
        error = patternError?.Message;
        return regex is null ? null : new RegexMatcher(regex);
    }
}
