using System.Globalization;
using System.Text;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns.Grok;

/// <summary>What a capture is converted to (ES|QL specification, 14.2.1).</summary>
internal enum GrokType
{
    Keyword,
    Integer,
    Long,

    /// <summary>A number of 32 bits; its column holds doubles.</summary>
    Float,
    Double,
    Boolean,
}

/// <summary>Converts captures.</summary>
internal static class GrokConversion
{
    /// <summary>The value of a captured text; null with a failure if it is none (14.2.5).</summary>
    public static Value Convert(ReadOnlySpan<char> text, GrokType type, ref EvaluationFailure? failure)
    {
        switch (type)
        {
            case GrokType.Integer:
                if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
                    return Value.FromInteger(integer);
                break;
            case GrokType.Long:
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    return Value.FromLong(number);
                break;
            case GrokType.Float:
                if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single))
                    return Value.FromDouble(single);
                break;
            case GrokType.Double:
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
                    return Value.FromDouble(real);
                break;
            case GrokType.Boolean:
                return Value.FromBoolean(text.Equals("true", StringComparison.OrdinalIgnoreCase));
            default:
                var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
                Encoding.UTF8.GetBytes(text, bytes);
                return Value.FromUtf8(bytes);
        }

        failure ??= new("java.lang.NumberFormatException", $"For input string: \"{text}\"");
        return Value.Null;
    }
}
