using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The parts of a text between delimiters, empty ones included; the delimiter is plain text (ES|QL specification, 12.2).</summary>
internal sealed class Split : TypedFunction
{
    private static readonly EvaluationFailure NoDelimiter = EvaluationFailure.InvalidArgument(
        "delimiter must not be empty"
    );

    public override string Name => "SPLIT";

    public override FunctionDoc Doc { get; } =
        new(
            "SPLIT(string, delimiter)",
            "The parts of a text between delimiters, empty ones included. The delimiter is plain text.",
            new FunctionExample("SPLIT(\"foo;bar\", \";\")", "[foo, bar]"),
            new FunctionExample("MV_COUNT(SPLIT(\",a,\", \",\"))", "3")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("delimiter", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (arguments[1].TryGetConstant(out var delimiter) && delimiter.AsBytes.IsEmpty)
        {
            error = new($"delimiter of `{Name}` must not be empty", 1);
            return null;
        }

        return new(Parts, DataType.Keyword);
    }

    private static Value Parts(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0];
        var delimiter = arguments[1].AsBytes;
        if (delimiter.IsEmpty)
            return call.Fail(NoDelimiter);
        var count = text.AsBytes.Count(delimiter) + 1;
        var parts = new Value[count];
        var from = 0;
        for (var i = 0; i < count - 1; i++)
        {
            var length = text.AsBytes[from..].IndexOf(delimiter);
            parts[i] = text.Slice(from, length);
            from += length + delimiter.Length;
        }

        parts[^1] = text.Slice(from, text.AsBytes.Length - from);
        return Value.FromMany(parts);
    }
}
