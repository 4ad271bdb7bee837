using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>All texts of a cell as one, with a delimiter between them.</summary>
internal sealed class MvConcat : ManyValuesFunction
{
    public override string Name => "MV_CONCAT";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_CONCAT(string, delimiter)",
            "All texts as one, with a delimiter between them.",
            new FunctionExample("MV_CONCAT([\"foo\", \"zoo\", \"bar\"], \", \")", "foo, zoo, bar")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String), new("delimiter", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error) =>
        new(OthersSingle(static (_, a) => Join(a[0], a[1].AsBytes)), DataType.Keyword);

    private static Value Join(in Value texts, ReadOnlySpan<byte> delimiter)
    {
        if (!texts.IsMany)
            return texts;
        var length = delimiter.Length * (texts.Count - 1);
        foreach (ref readonly var text in texts.AsMany)
            length += text.AsBytes.Length;
        var result = new byte[length];
        var position = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0)
            {
                delimiter.CopyTo(result.AsSpan(position));
                position += delimiter.Length;
            }

            texts[i].AsBytes.CopyTo(result.AsSpan(position));
            position += texts[i].AsBytes.Length;
        }

        return Value.FromUtf8(result);
    }
}
