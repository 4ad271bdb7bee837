using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The position of a text in another, counted in code points from 1; 0 if it is absent.</summary>
internal sealed class Locate : TypedFunction
{
    public override string Name => "LOCATE";

    public override FunctionDoc Doc { get; } =
        new(
            "LOCATE(string, substring [, start])",
            "The position of a text in another, counted from 1; 0 if it is absent. The search begins at a start, as in SUBSTRING.",
            new FunctionExample("LOCATE(\"hello\", \"ll\")", "3"),
            new FunctionExample("LOCATE(\"hello\", \"ll\", 10)", "0")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("string", TypeSet.String),
        new("substring", TypeSet.String),
        new("start", TypeSet.Integer, ParameterTraits.Optional),
    ];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Find(a[0].AsBytes, a[1].AsBytes, a.Length > 2 ? a[2].AsInteger : 0), DataType.Integer);

    private static Value Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted, int start)
    {
        var from = Utf8Text.OffsetOf(text, Utf8Text.StartIndex(text, start));
        var found = text[from..].IndexOf(wanted);
        return Value.FromInteger(found < 0 ? 0 : Utf8Text.CountCodePoints(text[..(from + found)]) + 1);
    }
}
