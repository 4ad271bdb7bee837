using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>length(s)</c>: how many UTF-16 units a string has, as Elasticsearch counts (EQL specification, 9.6).</summary>
internal sealed class Length : EqlFunction
{
    private static readonly EqlParameter[] OneString = [EqlParameter.String];

    public override string Name => "length";

    public override IReadOnlyList<EqlParameter> Parameters => OneString;

    public override FunctionDoc Doc =>
        new(
            "length(s)",
            "How many characters a string has; those beyond the basic plane count two.",
            new FunctionExample("length(\"nginx\")", "5", QueryLanguages.Eql),
            new FunctionExample("length(\"\")", "0", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Long;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return static (_, a) => Value.FromLong(Encoding.UTF8.GetCharCount(a[0].AsBytes));
    }
}
