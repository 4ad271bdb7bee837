using System.Globalization;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>The name of the backing index that a data stream's document would stand in: <c>.ds-NAME-2026.03.02-000001</c>.</summary>
/// <remarks>
/// Only for comparisons with a text that begins with <c>.ds-</c>: anywhere else <c>_index</c> is the data stream's name (data-sources, 2.1). Names that are no
/// <c>type-dataset-namespace</c> are those of plain indices and stay.
/// </remarks>
internal sealed class BoundBackingIndex(BoundField index, TextSpan span) : BoundExpression(DataType.Keyword, span)
{
    public const string Prefix = ".ds-";

    public override bool IsConstant => false;

    public override Value Evaluate(EvalContext context)
    {
        var name = index.Evaluate(context);
        var read = context.Event!;
        if (name.Kind != ValueKind.String || read.Timestamp == Event.NoTime || !IsDataStream(name.AsBytes))
            return name;
        var day = DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(
                read.Timestamp,
                DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
                DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            )
        );
        var date = day.ToString("yyyy.MM.dd", CultureInfo.InvariantCulture);
        return Value.FromText($"{Prefix}{name.AsText()}-{date}-000001");
    }

    private static bool IsDataStream(ReadOnlySpan<byte> name) =>
        name.Length > 0
        && name[0] != '.'
        && name.Count((byte)'-') == 2
        && !name.StartsWith("-"u8)
        && !name.EndsWith("-"u8);
}
