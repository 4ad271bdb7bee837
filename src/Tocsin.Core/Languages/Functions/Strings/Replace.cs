using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text with all matches of a Java regular expression replaced (ES|QL specification, 12.2, 15.3).</summary>
internal sealed class Replace : TypedFunction
{
    public override string Name => "REPLACE";

    public override FunctionDoc Doc { get; } =
        new(
            "REPLACE(string, regex, replacement)",
            "A text with all matches of a Java regular expression replaced; `$1` in the replacement is a group.",
            new FunctionExample("REPLACE(\"Hello World\", \"World\", \"Universe\")", "Hello Universe"),
            new FunctionExample("REPLACE(\"token=xyz\", \"\"\"token=(\\w+)\"\"\", \"t=[$1]\")", "t=[xyz]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("regex", TypeSet.String), new("replacement", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[1].TryGetConstant(out var pattern))
        {
            var cache = new JavaRegexCache();
            return new((call, a) => Run(call, a, cache), DataType.Keyword);
        }

        if (JavaRegex.Parse(pattern.AsText(), out var patternError) is { } regex)
            return new((call, a) => Run(call, regex, a[0], a[2]), DataType.Keyword);
        error = new($"{patternError!.Message} in the regular expression `{pattern.AsText()}`", 1);
        return null;
    }

    private static Value Run(CallContext call, ReadOnlySpan<Value> arguments, JavaRegexCache cache) =>
        cache.Get(arguments[1].AsText(), out var error) is { } regex
            ? Run(call, regex, arguments[0], arguments[2])
            : call.Fail(new EvaluationFailure("java.util.regex.PatternSyntaxException", error!.Message));

    private static Value Run(CallContext call, JavaRegex regex, in Value text, in Value replacement)
    {
        var input = text.AsText();
        var result = regex.Replace(input, replacement.AsText(), out var error);
        if (error is not null)
            return call.Fail(EvaluationFailure.IllegalArgument(error));
        // What is not changed keeps its bytes, also those that are no UTF-8.
        return ReferenceEquals(result, input) || result == input ? text : Value.FromText(result);
    }
}
