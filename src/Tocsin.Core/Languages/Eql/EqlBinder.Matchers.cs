using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Literals as tests of values of a type (EQL specification, section 7).</summary>
internal sealed partial class EqlBinder
{
    /// <summary>The test that a comparison with a literal makes; that of <c>!=</c> is that of <c>==</c>. Null where types forbid it.</summary>
    private ValueMatcher? MatcherFor(EqlTokenKind op, BoundExpression operand, BoundLiteral literal, TextSpan span)
    {
        var type = operand.Type;
        var isEquality = op is EqlTokenKind.Equal or EqlTokenKind.NotEqual;
        if (!isEquality && (type == DataType.Boolean || literal.Type == DataType.Boolean))
        {
            Report(EqlDiagnostics.NoOrder, span, "compare booleans with `==` or `!=`");
            return null;
        }

        if (type.IsDate())
            return InstantMatcherFor(op, operand, literal, isEquality);
        if (type == DataType.Ip && isEquality && BlockMatcher(literal) is { } block)
            return block;
        if (ValueFor(operand, literal, isEquality) is not { } value)
            return isEquality ? NoMatch() : null;
        if (isEquality)
            return new EqualsMatcher(value, IsLowercase(operand));
        return new RangeMatcher(RangeOperatorOf(op), value);
    }

    private static InMatcher NoMatch() => new([], ignoreCase: false);

    private static bool IsLowercase(BoundExpression operand) =>
        operand is BoundField field && field.Field.Has(FieldTraits.Lowercase);

    private static RangeOperator RangeOperatorOf(EqlTokenKind op) =>
        op switch
        {
            EqlTokenKind.Less => RangeOperator.Less,
            EqlTokenKind.LessOrEqual => RangeOperator.LessOrEqual,
            EqlTokenKind.Greater => RangeOperator.Greater,
            _ => RangeOperator.GreaterOrEqual,
        };

    /// <summary>A literal as the operand's type has it; reports where it cannot be.</summary>
    private Value? ValueFor(BoundExpression operand, BoundLiteral literal, bool isEquality)
    {
        var value = literal.Value;
        var type = operand.Type;
        switch (type)
        {
            case DataType.Boolean when literal.Type == DataType.Boolean:
            case DataType.Dynamic or DataType.Null:
                return value;
            case DataType.Boolean when literal.Type.IsString() && value.AsText() is "true" or "false":
                return Value.FromBoolean(value.AsText() == "true");
            case DataType.Ip when literal.Type.IsString():
                if (EqlLiterals.ToAddress(value) is { } address)
                    return address;
                Report(EqlDiagnostics.BadLiteral, literal.Span, null, value.AsText(), "an address");
                return null;
            case DataType.Version when literal.Type.IsString():
                return Value.FromVersion(value.AsBytes.ToArray());
        }

        // A search converts the literal to the type of the field: `keyword > 1` compares with the text `1`.
        if (type.IsString())
        {
            var text = literal.Type.IsString() ? value : Value.FromText(ValueText.Format(value));
            return !isEquality && IsLowercase(operand) ? Value.FromText(text.AsText().ToLowerInvariant()) : text;
        }

        if (type.IsNumeric() && EqlLiterals.TryToNumber(value, out var number))
            return number;
        Report(
            isEquality ? EqlDiagnostics.NeverEqual : EqlDiagnostics.TypesDiffer,
            literal.Span,
            null,
            Describe(operand),
            Describe(literal.Type)
        );
        return null;
    }

    /// <summary>7.7: a block in place of an address matches the addresses in it.</summary>
    private static CidrMatcher? BlockMatcher(BoundLiteral literal) =>
        literal.Type.IsString()
        && literal.Value.AsBytes.Contains((byte)'/')
        && CidrBlock.TryParse(literal.Value.AsText(), out var block)
            ? new([block])
            : null;

    /// <summary>7.6: a date that lacks parts stands for the whole stretch; <c>&gt;</c> and <c>&lt;=</c> go by its end.</summary>
    private ValueMatcher? InstantMatcherFor(
        EqlTokenKind op,
        BoundExpression operand,
        BoundLiteral literal,
        bool isEquality
    )
    {
        if (!EqlLiterals.TryToInstants(literal.Value, out var from, out var last))
        {
            if (isEquality && literal.Type == DataType.Boolean)
            {
                Report(EqlDiagnostics.NeverEqual, literal.Span, null, Describe(operand), Describe(literal.Type));
                return NoMatch();
            }

            Report(
                EqlDiagnostics.BadLiteral,
                literal.Span,
                "for example `\"2024-05-01T10:00:00.000Z\"`, or milliseconds since 1970",
                ValueText.Format(literal.Value),
                "a date"
            );
            return null;
        }

        return op switch
        {
            EqlTokenKind.Less => new InstantMatcher(long.MinValue, from - 1),
            EqlTokenKind.LessOrEqual => new InstantMatcher(long.MinValue, last),
            EqlTokenKind.Greater => new InstantMatcher(last + 1, long.MaxValue),
            EqlTokenKind.GreaterOrEqual => new InstantMatcher(from, long.MaxValue),
            _ => new InstantMatcher(from, last),
        };
    }
}
