using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The last code points of a text.</summary>
internal sealed class Right : TypedFunction
{
    public override string Name => "RIGHT";

    public override FunctionDoc Doc { get; } =
        new(
            "RIGHT(string, length)",
            "The last code points of a text.",
            new FunctionExample("RIGHT(\"hello\", 3)", "llo")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("length", TypeSet.Integer)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Tail(a[0], a[1].AsInteger), DataType.Keyword);

    private static Value Tail(in Value text, int length)
    {
        var bytes = text.AsBytes;
        var from = length <= 0 ? bytes.Length : Utf8Text.OffsetOf(bytes, Utf8Text.CountCodePoints(bytes) - length);
        return text.Slice(from, bytes.Length - from);
    }
}
