using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A part of a text, counted in code points from 1 or from the end (ES|QL specification, 12.2).</summary>
internal sealed class Substring : TypedFunction
{
    public override string Name => "SUBSTRING";

    public override FunctionDoc Doc { get; } =
        new(
            "SUBSTRING(string, start [, length])",
            "A part of a text, from a position counted from 1, or from the end if negative.",
            new FunctionExample("SUBSTRING(\"Facello\", 3)", "cello"),
            new FunctionExample("SUBSTRING(\"Facello\", -3)", "llo"),
            new FunctionExample("SUBSTRING(\"Facello\", 0, 2)", "Fa")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("string", TypeSet.String),
        new("start", TypeSet.Integer),
        new("length", TypeSet.Integer, ParameterTraits.Optional),
    ];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (arguments.Length == 2)
            return new(static (_, a) => Part(a[0], a[1].AsInteger, int.MaxValue), DataType.Keyword);
        if (arguments[2].TryGetConstant(out var length) && length.AsInteger < 0)
        {
            error = new($"length of `{Name}` cannot be negative, found {length.AsInteger}", 2);
            return null;
        }

        return new(
            static (call, a) =>
                a[2].AsInteger < 0
                    ? call.Fail(
                        EvaluationFailure.IllegalArgument(
                            $"Length parameter cannot be negative, found [{a[2].AsInteger}]"
                        )
                    )
                    : Part(a[0], a[1].AsInteger, a[2].AsInteger),
            DataType.Keyword
        );
    }

    private static Value Part(in Value text, int start, int length)
    {
        var bytes = text.AsBytes;
        var from = Utf8Text.OffsetOf(bytes, Utf8Text.StartIndex(bytes, start));
        return text.Slice(from, Utf8Text.OffsetOf(bytes[from..], length));
    }
}
