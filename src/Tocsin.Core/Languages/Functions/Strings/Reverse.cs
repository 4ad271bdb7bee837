using System.Globalization;
using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A text backwards; emoji and letters with combining marks stay whole.</summary>
internal sealed class Reverse : TypedFunction
{
    public override string Name => "REVERSE";

    public override FunctionDoc Doc { get; } =
        new(
            "REVERSE(string)",
            "A text backwards; emoji and letters with combining marks stay whole.",
            new FunctionExample("REVERSE(\"abc\")", "cba"),
            new FunctionExample("REVERSE(\"x❗️\")", "❗️x")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(static (_, a) => Backwards(a[0]), DataType.Keyword);

    private static Value Backwards(in Value value)
    {
        var bytes = value.AsBytes;
        if (Ascii.IsValid(bytes) && !bytes.Contains((byte)'\r'))
        {
            var reversed = bytes.ToArray();
            Array.Reverse(reversed);
            return Value.FromUtf8(reversed);
        }

        var text = value.AsText();
        var result = new StringBuilder(text.Length);
        var starts = StringInfo.ParseCombiningCharacters(text);
        var end = text.Length;
        for (var i = starts.Length - 1; i >= 0; i--)
        {
            result.Append(text, starts[i], end - starts[i]);
            end = starts[i];
        }

        return Value.FromText(result.ToString());
    }
}
