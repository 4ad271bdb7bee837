using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>between(s, left, right [, greedy])</c>: what stands between two strings (EQL specification, 9.2).</summary>
internal sealed class Between(bool ignoresCase) : EqlFunction
{
    private static readonly EqlParameter[] StringsAndGreed =
    [
        EqlParameter.String,
        EqlParameter.String,
        EqlParameter.String,
        EqlParameter.BooleanLiteral,
    ];

    public override string Name { get; } = ignoresCase ? "between~" : "between";

    public override IReadOnlyList<EqlParameter> Parameters => StringsAndGreed;

    public override int OptionalCount => 1;

    public override FunctionDoc Doc =>
        new(
            $"{Name}(s, left, right [, greedy])",
            "What stands behind the first `left` and before the next `right`, or before the last one if greedy; empty where they are not found.",
            new FunctionExample($"{Name}(\"<a> and <b>\", \"<\", \">\")", "a", QueryLanguages.Eql),
            new FunctionExample($"{Name}(\"<a> and <b>\", \"<\", \">\", true)", "a> and <b", QueryLanguages.Eql),
            new FunctionExample($"{Name}(\"shell32\", \"H\", \"3\")", ignoresCase ? "ell" : "", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Keyword;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        var isGreedy = arguments.Length > 3 && !arguments[3].Constant.IsNull && arguments[3].Constant.AsBoolean;
        var comparison = EqlText.Comparison(ignoresCase);
        return (_, a) =>
        {
            var (text, left, right) = (a[0].AsText(), a[1].AsText(), a[2].AsText());
            if (text.Length == 0 || left.Length == 0 || right.Length == 0)
                return a[0];
            var start = text.IndexOf(left, comparison);
            if (start < 0)
                return Value.FromText("");
            start += left.Length;
            var end = isGreedy ? text.LastIndexOf(right, comparison) : text.IndexOf(right, start, comparison);
            return Value.FromText(end < start ? "" : text[start..end]);
        };
    }
}
