using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>The instant of the query: one for all of it; in a rule the end of its window (ES|QL specification, 16.7).</summary>
internal sealed class Now : TypedFunction
{
    public override string Name => "NOW";

    public override bool IsPure => false;

    public override FunctionDoc Doc { get; } =
        new(
            "NOW()",
            "The instant of the query, the same throughout; in a rule the end of its window.",
            new FunctionExample("NOW() == NOW()", "true")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (call, _) => Value.FromDate(call.NowMillis), DataType.Date);
}
