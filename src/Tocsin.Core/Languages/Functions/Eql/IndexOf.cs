using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>indexOf(s, part [, start])</c>: where a string first holds another, counted from zero (EQL specification, 9.5).</summary>
internal sealed class IndexOf(bool ignoresCase) : EqlFunction
{
    private static readonly EqlParameter[] StringsAndStart =
    [
        EqlParameter.String,
        EqlParameter.String,
        EqlParameter.Integer,
    ];

    public override string Name { get; } = ignoresCase ? "indexOf~" : "indexOf";

    public override IReadOnlyList<EqlParameter> Parameters => StringsAndStart;

    public override int OptionalCount => 1;

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override FunctionDoc Doc =>
        new(
            $"{Name}(s, part [, start])",
            "Where a string first holds another, at `start` or behind it, counted from zero; null where it does not.",
            new FunctionExample($"{Name}(\"a.b.c\", \".\")", "1", QueryLanguages.Eql),
            new FunctionExample($"{Name}(\"a.b.c\", \".\", 1)", "1", QueryLanguages.Eql),
            new FunctionExample($"{Name}(\"a.b.c\", \".\", 2)", "3", QueryLanguages.Eql),
            new FunctionExample($"{Name}(\"nginx\", \"X\")", ignoresCase ? "4" : "null", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Long;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return (_, a) =>
        {
            if (a[0].IsNull || a[1].IsNull)
                return Value.Null;
            var text = a[0].AsText();
            // A start that is null counts as zero, as in Elasticsearch's implementation.
            var start = a.Length > 2 && !a[2].IsNull ? Math.Max(0, a[2].ToDouble()) : 0;
            if (start > text.Length)
                return Value.Null;
            var found = text.IndexOf(a[1].AsText(), (int)start, EqlText.Comparison(ignoresCase));
            return found < 0 ? Value.Null : Value.FromLong(found);
        };
    }
}
