using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>substring(s, start [, end])</c>: a part of a string; negative positions count from its end (EQL specification, 9.9).</summary>
internal sealed class Substring : EqlFunction
{
    private static readonly EqlParameter[] StringAndBounds =
    [
        EqlParameter.String,
        EqlParameter.Integer,
        EqlParameter.Integer,
    ];

    public override string Name => "substring";

    public override IReadOnlyList<EqlParameter> Parameters => StringAndBounds;

    public override int OptionalCount => 1;

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override FunctionDoc Doc =>
        new(
            "substring(s, start [, end])",
            "The part of a string from `start`, counted from zero, up to `end`, not included; negative positions count from its end.",
            new FunctionExample("substring(\"kubectl exec\", 8)", "exec", QueryLanguages.Eql),
            new FunctionExample("substring(\"kubectl exec\", 0, 7)", "kubectl", QueryLanguages.Eql),
            new FunctionExample("substring(\"kubectl exec\", -4)", "exec", QueryLanguages.Eql),
            new FunctionExample("substring(\"kubectl exec\", -4, -1)", "exe", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Keyword;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return static (_, a) =>
        {
            // A start that is null leaves the string as it is, as in Elasticsearch's implementation.
            if (a[0].IsNull || a[1].IsNull)
                return a[0];
            var text = a[0].AsText();
            var start = Place(a[1], text.Length);
            var end = a.Length > 2 && !a[2].IsNull ? Place(a[2], text.Length) : text.Length;
            return Value.FromText(start >= end ? "" : text[start..end]);
        };
    }

    private static int Place(in Value position, int length)
    {
        var place = position.ToDouble();
        return (int)Math.Clamp(place < 0 ? place + length : place, 0, length);
    }
}
