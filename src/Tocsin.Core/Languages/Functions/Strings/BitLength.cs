using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>How many bits of UTF-8 a text has.</summary>
internal sealed class BitLength : TypedFunction
{
    public override string Name => "BIT_LENGTH";

    public override FunctionDoc Doc { get; } =
        new("BIT_LENGTH(string)", "How many bits of UTF-8 a text has.", new FunctionExample("BIT_LENGTH(\"ā\")", "16"));

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromInteger(a[0].AsBytes.Length * 8), DataType.Integer);
}
