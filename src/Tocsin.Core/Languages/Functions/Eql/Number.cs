using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary><c>number(s [, base])</c>: the number that a string writes (EQL specification, 9.7).</summary>
internal sealed class Number : EqlFunction
{
    private static readonly EqlParameter[] StringAndBase = [EqlParameter.String, EqlParameter.IntegerLiteral];

    public override string Name => "number";

    public override IReadOnlyList<EqlParameter> Parameters => StringAndBase;

    public override int OptionalCount => 1;

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override FunctionDoc Doc =>
        new(
            "number(s [, base])",
            "The number that a string writes, decimal or in a base of 2 to 36; `0x` marks base 16. Null, with a warning, where it is none.",
            new FunctionExample("number(\"17\")", "17", QueryLanguages.Eql),
            new FunctionExample("number(\"0.25\")", "0.25", QueryLanguages.Eql),
            new FunctionExample("number(\"ff\", 16)", "255", QueryLanguages.Eql),
            new FunctionExample("number(\"0x1f\")", "31", QueryLanguages.Eql),
            new FunctionExample("number(\"-12\", 8)", "-10", QueryLanguages.Eql)
        );

    public override DataType ResultType(ReadOnlySpan<ArgumentInfo> arguments) => DataType.Double;

    protected override ScalarKernel? Create(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        int? radix = null;
        if (arguments.Length > 1 && !arguments[1].Constant.IsNull)
        {
            var wanted = arguments[1].Constant.AsLong;
            if (wanted is < 2 or > 36)
            {
                error = new("a base is a number from 2 to 36", 1);
                return null;
            }

            radix = (int)wanted;
        }

        return (call, a) =>
        {
            if (a[0].IsNull)
                return Value.Null;
            var text = a[0].AsText();
            return TryRead(text.AsSpan().Trim(), radix, out var number)
                ? number
                : call.Fail(EvaluationFailure.IllegalArgument($"cannot convert [{text}] to a number"));
        };
    }

    private static bool TryRead(ReadOnlySpan<char> text, int? radix, out Value number)
    {
        number = Value.Null;
        var isNegative = text.StartsWith('-');
        var digits = isNegative || text.StartsWith('+') ? text[1..] : text;
        if (radix is null or 16 && digits.StartsWith("0x", StringComparison.Ordinal))
        {
            digits = digits[2..];
            radix = 16;
        }

        if (radix is { } known)
            return TryReadDigits(digits, known, isNegative, out number);
        if (TryReadDigits(digits, 10, isNegative, out number))
            return true;
        if (
            digits.Length == 0
            || !(char.IsAsciiDigit(digits[0]) || digits[0] == '.')
            || !double.TryParse(
                digits,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var fractional
            )
            || !double.IsFinite(fractional)
        )
            return false;
        number = Value.FromDouble(isNegative ? -fractional : fractional);
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> digits, int radix, bool isNegative, out Value number)
    {
        number = Value.Null;
        Int128 sum = 0;
        foreach (var character in digits)
        {
            var digit =
                char.IsAsciiDigit(character) ? character - '0'
                : char.IsAsciiLetter(character) ? (character | 0x20) - 'a' + 10
                : radix;
            if (digit >= radix)
                return false;
            sum = sum * radix + digit;
            if (sum > ulong.MaxValue)
                return false;
        }

        sum = isNegative ? -sum : sum;
        if (digits.Length == 0 || sum < long.MinValue || sum > long.MaxValue)
            return false;
        number = Value.FromLong((long)sum);
        return true;
    }
}
