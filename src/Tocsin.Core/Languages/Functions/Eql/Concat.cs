using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>concat(x, ...)</c>: the texts of its arguments one behind the other (EQL specification, 9.4).</summary>
internal sealed class Concat : EqlFunction
{
    private static readonly EqlParameter[] Anything = [EqlParameter.Any];

    public override string Name => "concat";

    public override IReadOnlyList<EqlParameter> Parameters => Anything;

    public override bool IsVariadic => true;

    public override FunctionDoc Doc =>
        new(
            "concat(x, ...)",
            "The texts of its arguments one behind the other; null if one of them is null.",
            new FunctionExample("concat(\"pod \", \"web-1\")", "pod web-1", QueryLanguages.Eql),
            new FunctionExample("concat(\"n\", 42, true, 1.5)", "n42true1.5", QueryLanguages.Eql),
            new FunctionExample("concat(\"n\", null)", "null", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Keyword;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return static (_, a) =>
        {
            var text = new StringBuilder();
            foreach (ref readonly var value in a)
                text.Append(ValueText.Format(value));
            return Value.FromText(text.ToString());
        };
    }
}
