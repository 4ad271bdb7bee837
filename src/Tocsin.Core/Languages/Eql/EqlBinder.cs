using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Gives EQL expressions their meaning: names, types, and the truth of section 6 of the EQL specification.</summary>
/// <remarks>
/// <para>A condition becomes two-valued tests (<see cref="BoundFieldTest"/>, <see cref="BoundChoice"/>) joined by <c>and</c>, <c>or</c> and
/// <c>not</c>. A value becomes calls over fields, with conditions inside arguments three-valued. Parts without fields are folded
/// here, since that is part of the meaning (6.16): after it a null literal is the whole condition or gone.</para>
/// <para>Wrong parts are reported and bind to null; the rest is bound all the same, so that one pass reports everything.</para>
/// </remarks>
internal sealed partial class EqlBinder
{
    private readonly SourceText _source;
    private readonly ISchema _schema;
    private readonly FieldTable _fields;
    private readonly EqlOptions _options;
    private readonly HashSet<string> _reportedFields = new(StringComparer.Ordinal);
    private DiagnosticBag _diagnostics;
    private (string From, string To)? _rename;

    public EqlBinder(
        SourceText source,
        ISchema schema,
        FieldTable fields,
        EqlOptions options,
        DiagnosticBag diagnostics
    )
    {
        _source = source;
        _schema = schema;
        _fields = fields;
        _options = options;
        _diagnostics = diagnostics;
    }

    /// <summary>How an expression is used.</summary>
    private enum Use
    {
        /// <summary>As a condition on the event: two-valued.</summary>
        Condition,

        /// <summary>As an operand or argument: three-valued within one choice of values.</summary>
        Value,
    }

    /// <summary>Binds a category and its condition; null where something is wrong.</summary>
    public BoundExpression? BindFilter(FilterSyntax filter)
    {
        var category = BindCategory(filter);
        var condition = BindCondition(filter.Condition);
        if (category is null || condition is null)
            return null;
        return FoldLogic([category, condition], isAnd: true, Use.Condition, filter.Span);
    }

    /// <summary>Binds an expression as a condition; null where something is wrong.</summary>
    public BoundExpression? BindCondition(ExpressionSyntax syntax)
    {
        var bound = Bind(syntax, Use.Condition);
        switch (bound)
        {
            case null or BoundCondition:
                return bound;
            case BoundLiteral when bound.Type is DataType.Boolean or DataType.Null:
                return bound;
            case BoundField field when field.Type is DataType.Boolean or DataType.Dynamic:
                return new BoundFieldTest(field, new EqualsMatcher(Value.True), field.Span);
            case BoundCall when bound.Type == DataType.Boolean:
                return BoundChoice.Over(bound, _source);
            default:
                Report(EqlDiagnostics.NotBoolean, syntax.Span, null, Describe(bound));
                return null;
        }
    }

    /// <summary>Binds an expression as a value; null where something is wrong.</summary>
    public BoundExpression? BindValue(ExpressionSyntax syntax) => Bind(syntax, Use.Value);

    private BoundExpression? BindCategory(FilterSyntax filter)
    {
        if (filter.Category is null)
            return BoundLiteral.FromTruth(Truth.True, filter.CategorySpan);
        var field = BindField(new(_options.EventCategoryField, false, filter.CategorySpan));
        return field is BoundField known
            ? new BoundFieldTest(known, new EqualsMatcher(Value.FromText(filter.Category)), filter.CategorySpan)
            : null;
    }

    private BoundExpression? Bind(ExpressionSyntax syntax, Use use)
    {
        switch (syntax)
        {
            case LiteralSyntax literal:
                return BindLiteral(literal);
            case FieldSyntax field:
                return BindField(field);
            case SignSyntax sign:
                return BindSign(sign);
            case ArithmeticSyntax arithmetic:
                return BindArithmetic(arithmetic);
            case CallSyntax call:
                return BindCall(call, use);
            case NotSyntax not:
                return BindNot(not, use);
            case LogicSyntax logic:
                var operands = logic.Operands.Select(o => BindOperand(o, use)).ToList();
                return operands.Contains(null) ? null : FoldLogic(operands!, logic.IsAnd, use, logic.Span);
            case ComparisonSyntax comparison:
                return BindComparison(comparison, use);
            case InSyntax list:
                return BindIn(list, use);
            case PatternSyntax pattern:
                return BindPattern(pattern, use);
            default:
                return null;
        }
    }

    /// <summary>An operand of <c>and</c>, <c>or</c>, <c>not</c>: a condition, or inside an argument a boolean value.</summary>
    private BoundExpression? BindOperand(ExpressionSyntax syntax, Use use)
    {
        if (use == Use.Condition)
            return BindCondition(syntax);
        var bound = Bind(syntax, Use.Value);
        if (bound is null || bound.Type is DataType.Boolean or DataType.Null or DataType.Dynamic)
            return bound;
        Report(EqlDiagnostics.NotBoolean, syntax.Span, null, Describe(bound));
        return null;
    }

    private BoundExpression? BindNot(NotSyntax syntax, Use use)
    {
        var operand = BindOperand(syntax.Operand, use);
        return operand is null ? null : Negate(operand, syntax.Span);
    }

    private static BoundExpression Negate(BoundExpression operand, TextSpan span) =>
        operand is BoundLiteral literal
            ? new BoundLiteral(
                literal.Value.IsNull ? Value.Null : Value.FromBoolean(!literal.Value.AsBoolean),
                literal.Type,
                span
            )
            : new BoundNot(operand, span);

    /// <summary>Joins conditions and drops the constant ones (EQL specification, 6.16).</summary>
    private static BoundExpression FoldLogic(
        IReadOnlyList<BoundExpression> operands,
        bool isAnd,
        Use use,
        TextSpan span
    )
    {
        var tests = new List<BoundExpression>();
        var hasNull = false;
        foreach (var operand in operands)
        {
            if (operand is not BoundLiteral literal)
                tests.Add(operand);
            else if (literal.Value.IsNull)
                hasNull = true;
            else if (literal.Value.AsBoolean != isAnd)
                return BoundLiteral.FromTruth(isAnd ? Truth.False : Truth.True, span);
        }

        if (hasNull && (tests.Count == 0 || (isAnd && use == Use.Condition)))
            return BoundLiteral.FromTruth(Truth.Unknown, span);
        if (hasNull && use == Use.Value)
            tests.Add(BoundLiteral.FromTruth(Truth.Unknown, span));
        return tests switch
        {
            [] => BoundLiteral.FromTruth(isAnd ? Truth.True : Truth.False, span),
            [var only] => only,
            _ => isAnd ? new BoundAnd(tests, span) : new BoundOr(tests, span),
        };
    }

    private void Report(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments) =>
        _diagnostics.Add(new(descriptor, _source, span, arguments, Help: help));

    /// <summary>What an expression is, for messages: <c>a number</c>, <c>a string</c>, …</summary>
    private static string Describe(BoundExpression bound) =>
        bound is BoundField field ? $"the {bound.Type.ToName()} field `{field.Field.Name}`" : Describe(bound.Type);

    private static string Describe(DataType type) =>
        type.IsNumeric() ? "a number"
        : type.IsString() ? "a string"
        : type.IsDate() ? "a date"
        : type switch
        {
            DataType.Boolean => "a boolean",
            DataType.Ip => "an address",
            DataType.Null => "null",
            _ => $"a value of type {type.ToName()}",
        };
}
