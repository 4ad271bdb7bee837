using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A constant time span as an argument, which may also be written as text: <c>"1 hour"</c> (ES|QL specification, 4.7).</summary>
internal static class SpanArgument
{
    /// <summary>What such a parameter takes.</summary>
    public static readonly TypeSet Types = TypeSet.Span.Or(TypeSet.String);

    /// <summary>The rounding of the span; null with a reason where there is none.</summary>
    /// <param name="function">For the message.</param>
    /// <param name="index">Which argument it is.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="error">Why there is no rounding; null for a span that is null.</param>
    public static DateRounding? ToRounding(
        string function,
        int index,
        in ArgumentInfo argument,
        out BindingError? error
    )
    {
        error = null;
        if (!argument.TryGetConstant(out var span))
        {
            if (!argument.IsConstant || argument.Constant.IsMany)
                error = new($"time span of `{function}` must be a constant", index);
            return null;
        }

        if (span.Kind == ValueKind.String)
        {
            var text = span.AsText();
            if (!SpanText.TryParse(text, out span, out _))
            {
                error = new($"`{text}` is not a time span such as `5 minutes`", index);
                return null;
            }
        }

        var rounding = DateRounding.Create(span, out var reason);
        if (reason is not null)
            error = new($"{reason} by `{function}`", index);
        return rounding;
    }

    /// <summary>The type of a rounded date.</summary>
    public static DataType TypeOfRounded(DataType type) => type == DataType.DateNanos ? type : DataType.Date;
}
