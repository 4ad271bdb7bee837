using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>How many bytes of UTF-8 a text has.</summary>
internal sealed class ByteLength : TypedFunction
{
    public override string Name => "BYTE_LENGTH";

    public override FunctionDoc Doc { get; } =
        new(
            "BYTE_LENGTH(string)",
            "How many bytes of UTF-8 a text has.",
            new FunctionExample("BYTE_LENGTH(\"ā\")", "2")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Value.FromInteger(a[0].AsBytes.Length), DataType.Integer);
}
