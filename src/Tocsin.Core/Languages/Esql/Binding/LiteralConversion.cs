using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Reads text literals as the type that their context asks for (specification 4.7).</summary>
internal static class LiteralConversion
{
    /// <summary>The literal as a type; null where its text cannot be read so.</summary>
    public static BoundLiteral? TryConvert(BoundLiteral literal, DataType target)
    {
        var value = literal.Value;
        var type = target;
        var converted = new Value[value.Count];
        for (var i = 0; i < converted.Length; i++)
        {
            if (target.IsSpan())
            {
                // Whoever asks for a span takes both kinds.
                if (!SpanText.TryParse(value[i].AsText(), out converted[i], out type))
                    return null;
            }
            else
            {
                converted[i] = ValueConversion.ConvertLeniently(value[i], target);
                if (converted[i].IsNull)
                    return null;
            }
        }

        return new(Value.FromMany(converted), type, literal.Span);
    }
}
