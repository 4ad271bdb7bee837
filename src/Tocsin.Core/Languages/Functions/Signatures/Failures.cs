using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>Failures that several functions share (ES|QL specification, 5.6).</summary>
internal static class Failures
{
    public static readonly EvaluationFailure IntegerOverflow = EvaluationFailure.Arithmetic("integer overflow");
    public static readonly EvaluationFailure LongOverflow = EvaluationFailure.Arithmetic("long overflow");
    public static readonly EvaluationFailure UnsignedLongOverflow = EvaluationFailure.Arithmetic(
        "unsigned_long overflow"
    );
    public static readonly EvaluationFailure DivisionByZero = EvaluationFailure.Arithmetic("/ by zero");

    /// <summary>The number, or null with a warning where it is not finite (ES|QL specification, 4.10).</summary>
    public static Value Finite(this in CallContext call, double number) =>
        double.IsFinite(number)
            ? Value.FromDouble(number)
            : call.Fail(EvaluationFailure.Arithmetic($"not a finite double number: {ValueText.FormatDouble(number)}"));
}
