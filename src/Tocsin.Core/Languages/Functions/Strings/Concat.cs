using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>Texts one behind the other; numbers have to be converted first.</summary>
internal sealed class Concat : TypedFunction
{
    private static readonly EvaluationFailure TooLong = EvaluationFailure.IllegalArgument(
        $"concatenating more than [{Utf8Text.BytesMax}] bytes is not supported"
    );

    public override string Name => "CONCAT";

    public override FunctionDoc Doc { get; } =
        new(
            "CONCAT(string1, string2, …)",
            "Texts one behind the other, up to a mebibyte; null if one is null.",
            new FunctionExample("CONCAT(\"a\", \"-\", \"b\")", "a-b"),
            new FunctionExample("CONCAT(\"n=\", TO_STRING(1))", "n=1")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("strings", TypeSet.String, ParameterTraits.Repeated)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(Join, DataType.Keyword);

    private static Value Join(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var length = 0L;
        foreach (ref readonly var argument in arguments)
            length += argument.AsBytes.Length;
        if (length > Utf8Text.BytesMax)
            return call.Fail(TooLong);
        var result = new byte[length];
        var position = 0;
        foreach (ref readonly var argument in arguments)
        {
            argument.AsBytes.CopyTo(result.AsSpan(position));
            position += argument.AsBytes.Length;
        }

        return Value.FromUtf8(result);
    }
}
