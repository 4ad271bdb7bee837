using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>string(x)</c>: the text of a value (EQL specification, 9.4).</summary>
internal sealed class StringFunction : EqlFunction
{
    private static readonly EqlParameter[] Anything = [EqlParameter.Any];

    public override string Name => "string";

    public override IReadOnlyList<EqlParameter> Parameters => Anything;

    public override FunctionDoc Doc =>
        new(
            "string(x)",
            "The text of a value.",
            new FunctionExample("string(42)", "42", QueryLanguages.Eql),
            new FunctionExample("string(42.5)", "42.5", QueryLanguages.Eql),
            new FunctionExample("string(true)", "true", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Keyword;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return static (_, a) => a[0].Kind == ValueKind.String ? a[0] : Value.FromText(ValueText.Format(a[0]));
    }
}
