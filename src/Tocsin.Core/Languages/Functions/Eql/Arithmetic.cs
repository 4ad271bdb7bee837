using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>add</c>, <c>subtract</c>, <c>multiply</c>, <c>divide</c> and <c>modulo</c>, which are also the operators <c>+ - * / %</c>.</summary>
/// <remarks>
/// Whole numbers give whole numbers: division drops the fraction, the remainder has the sign of the dividend. A decimal operand
/// makes the result decimal. What overflows or divides by zero is null, with a warning (EQL specification, 7.9 and 16).
/// </remarks>
internal sealed class Arithmetic(string name) : EqlFunction
{
    private static readonly EqlParameter[] TwoNumbers = [EqlParameter.Number, EqlParameter.Number];

    public override string Name { get; } = name;

    public override IReadOnlyList<EqlParameter> Parameters => TwoNumbers;

    public override FunctionDoc Doc =>
        Name switch
        {
            "add" => new("add(x, y)", "The sum, also written `x + y`.", Example("add(5, 0.5)", "5.5")),
            "subtract" => new("subtract(x, y)", "The difference, also written `x - y`.", Example("5 - 7", "-2")),
            "multiply" => new("multiply(x, y)", "The product, also written `x * y`.", Example("multiply(2, 3)", "6")),
            "divide" => new(
                "divide(x, y)",
                "The quotient, also written `x / y`; of whole numbers without its fraction.",
                Example("divide(4, 3)", "1"),
                Example("4 / 3.2", "1.25")
            ),
            _ => new(
                "modulo(x, y)",
                "The remainder of a division, with the sign of the dividend, also written `x % y`.",
                Example("modulo(-10, 6)", "-4")
            ),
        };

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) =>
        IsDecimal(arguments[0]) || IsDecimal(arguments[1]) ? DataType.Double : DataType.Long;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        return Name switch
        {
            "add" => static (call, a) => Compute(call, a, static (x, y) => x + y, static (x, y) => x + y),
            "subtract" => static (call, a) => Compute(call, a, static (x, y) => x - y, static (x, y) => x - y),
            "multiply" => static (call, a) => Compute(call, a, static (x, y) => x * y, static (x, y) => x * y),
            "divide" => static (call, a) =>
                IsZero(a[1]) ? DivisionByZero(call) : Compute(call, a, static (x, y) => x / y, static (x, y) => x / y),
            _ => static (call, a) =>
                IsZero(a[1]) ? DivisionByZero(call) : Compute(call, a, static (x, y) => x % y, static (x, y) => x % y),
        };
    }

    private static FunctionExample Example(string expression, string result) =>
        new(expression, result, QueryLanguages.Eql);

    private static bool IsDecimal(in ArgumentInfo argument) => argument.Type is DataType.Double or DataType.Dynamic;

    private static bool IsZero(in Value value) =>
        value.Kind == ValueKind.Double ? value.AsDouble == 0 : value.AsLong == 0;

    private static Value DivisionByZero(CallContext call) => call.Fail(EvaluationFailure.Arithmetic("/ by zero"));

    private static Value Compute(
        CallContext call,
        ReadOnlySpan<Value> arguments,
        Func<Int128, Int128, Int128> whole,
        Func<double, double, double> fractional
    )
    {
        var (x, y) = (arguments[0], arguments[1]);
        if (x.Kind == ValueKind.Double || y.Kind == ValueKind.Double)
        {
            var number = fractional(x.ToDouble(), y.ToDouble());
            return double.IsFinite(number)
                ? Value.FromDouble(number)
                : call.Fail(EvaluationFailure.Arithmetic("not a finite double number"));
        }

        // Two 64-bit numbers cannot overflow 128 bits.
        var result = whole(Widen(x), Widen(y));
        if (result >= long.MinValue && result <= long.MaxValue)
            return Value.FromLong((long)result);
        return result > 0 && result <= ulong.MaxValue && (IsUnsigned(x) || IsUnsigned(y))
            ? Value.FromUnsignedLong((ulong)result)
            : call.Fail(EvaluationFailure.Arithmetic("long overflow"));
    }

    private static bool IsUnsigned(in Value value) => value.Kind == ValueKind.UnsignedLong;

    private static Int128 Widen(in Value value) => IsUnsigned(value) ? value.AsUnsignedLong : value.AsLong;
}
