using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>A text against one or several constant patterns: the first argument is the text, the others are the patterns (ES|QL specification, 9, 15).</summary>
internal abstract class PatternOperator : TypedFunction
{
    // Null and several values are looked at below: a pattern that fits everything only asks whether there is a value.
    public sealed override NullPolicy Nulls => NullPolicy.Passed;

    public sealed override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    public sealed override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("string", TypeSet.String),
        new("pattern", TypeSet.String, ParameterTraits.Repeated | ParameterTraits.Constant),
    ];

    /// <summary>What a constant pattern asks of a text; null where it is none.</summary>
    public TextMatcher? MatcherOf(string pattern) => CreateMatcher(pattern, out _);

    /// <summary>The matcher of a pattern; null with a reason where it is none.</summary>
    protected abstract TextMatcher? CreateMatcher(string pattern, out string? error);

    /// <summary>Whether a pattern is replaced by the question whether there is a value (ES|QL specification, 9.1).</summary>
    protected virtual bool OnlyAsksForAValue(TextMatcher matcher) => false;

    protected sealed override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var matchers = new List<TextMatcher>(arguments.Length);
        for (var i = 1; i < arguments.Length; i++)
        {
            if (!arguments[i].TryGetConstant(out var pattern))
                continue;
            if (CreateMatcher(pattern.AsText(), out var reason) is { } matcher)
            {
                matchers.Add(matcher);
                continue;
            }

            error = new($"{reason} in the pattern `{pattern.AsText()}`", i);
            return null;
        }

        // A pattern that is null makes the result null, unless another one matches.
        var hasNull = matchers.Count < arguments.Length - 1;
        if (matchers.Count == 1 && !hasNull && OnlyAsksForAValue(matchers[0]))
            return new(static (_, a) => Value.FromBoolean(!a[0].IsNull), DataType.Boolean, true);
        TextMatcher[] all = [.. matchers];
        return new((call, a) => Match(call, a[0], all, hasNull), DataType.Boolean, true);
    }

    private static Value Match(CallContext call, in Value text, TextMatcher[] matchers, bool hasNull)
    {
        if (text.IsNull)
            return Value.Null;
        if (text.IsMany)
            return call.Fail(EvaluationFailure.MultiValue);
        foreach (var matcher in matchers)
        {
            if (matcher.MatchesText(text.AsBytes))
                return Value.True;
        }

        return hasNull ? Value.Null : Value.False;
    }
}
