using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Languages.Functions.Eql;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Literals, arithmetic and calls.</summary>
internal sealed partial class EqlBinder
{
    private BoundLiteral? BindLiteral(LiteralSyntax literal)
    {
        if (EqlLiterals.TryRead(literal.Token, out var value, out var type))
            return new(value, type, literal.Span);
        Report(EqlDiagnostics.NumberTooLarge, literal.Span, null, literal.Token.Text);
        return null;
    }

    private BoundExpression? BindSign(SignSyntax sign)
    {
        var operand = BindValue(sign.Operand);
        if (operand is null || !CheckNumber(operand, sign.IsNegative ? "-" : "+", sign.Operand.Span))
            return null;
        if (!sign.IsNegative)
            return operand;
        var zero = new BoundLiteral(Value.FromLong(0), DataType.Long, sign.Span);
        return BindCall(FunctionFor("subtract"), [zero, operand], sign.Span);
    }

    private BoundExpression? BindArithmetic(ArithmeticSyntax syntax)
    {
        var left = BindValue(syntax.Left);
        var right = BindValue(syntax.Right);
        var op = syntax.Operator;
        if (left is null || right is null)
            return null;
        if (!(CheckNumber(left, op.Text, syntax.Left.Span) & CheckNumber(right, op.Text, syntax.Right.Span)))
            return null;
        var function = op.Kind switch
        {
            EqlTokenKind.Plus => "add",
            EqlTokenKind.Minus => "subtract",
            EqlTokenKind.Star => "multiply",
            EqlTokenKind.Slash => "divide",
            _ => "modulo",
        };
        return BindCall(FunctionFor(function), [left, right], syntax.Span);
    }

    private static EqlFunction FunctionFor(string name) => (EqlFunction)FunctionRegistry.Eql.Find(name)!;

    private bool CheckNumber(BoundExpression bound, string op, TextSpan span)
    {
        if (bound.Type.IsNumeric() || bound.Type is DataType.Null or DataType.Dynamic)
            return true;
        Report(EqlDiagnostics.NotNumber, span, null, op, Describe(bound));
        return false;
    }

    private BoundExpression? BindCall(CallSyntax call, Use use)
    {
        var arguments = call.Arguments.Select(BindValue).ToList();
        if (FindFunction(call) is not { } function || arguments.Contains(null))
            return null;
        if (!CheckArguments(function, arguments!, call))
            return null;
        if (
            use == Use.Condition
            && arguments[0] is BoundField field
            && arguments.Skip(1).All(a => a is BoundLiteral { Value.IsNull: false })
            && function.ToMatcher(Infos(arguments!)) is { } matcher
        )
            return new BoundFieldTest(field, matcher, call.Span);
        return BindCall(function, arguments!, call.Span);
    }

    private EqlFunction? FindFunction(CallSyntax call)
    {
        var name = call.IgnoresCase ? call.Name + "~" : call.Name;
        if (FunctionRegistry.Eql.Find(name) is EqlFunction found)
            return found;
        if (call.IgnoresCase && FunctionRegistry.Eql.Find(call.Name) is { } exact)
        {
            Report(EqlDiagnostics.NoTildeForm, call.NameSpan, $"write `{exact.Name}`", exact.Name);
            return null;
        }

        var nearest = NearestName.Find(call.Name, FunctionRegistry.Eql.Names);
        var help = nearest is null ? null : $"did you mean `{nearest}`?";
        Report(EqlDiagnostics.UnknownFunction, call.NameSpan, help, call.Name);
        return null;
    }

    private bool CheckArguments(EqlFunction function, IReadOnlyList<BoundExpression> arguments, CallSyntax call)
    {
        if (function.Bind(Infos(arguments), out var error) is not null)
            return true;
        var span = error!.ArgumentIndex < 0 ? call.Span : call.Arguments[error.ArgumentIndex].Span;
        Report(EqlDiagnostics.BadArgument, span, $"`{function.Doc.Signature}`", function.Name, error.Message);
        return false;
    }

    private static ArgumentInfo[] Infos(IReadOnlyList<BoundExpression> arguments) =>
        [
            .. arguments.Select(a =>
                a is BoundLiteral literal
                    ? new ArgumentInfo(a.Type, literal.Value, IsConstant: true)
                    : new ArgumentInfo(a.Type, Value.Null, IsConstant: false)
            ),
        ];

    /// <summary>A call whose arguments have been checked; computed at once where all of them are constant.</summary>
    private BoundExpression BindCall(EqlFunction function, IReadOnlyList<BoundExpression> arguments, TextSpan span)
    {
        var binding = function.Bind(Infos(arguments), out _)!;
        if (function.Nulls == NullPolicy.GivesNull && arguments.Any(a => a is BoundLiteral { Value.IsNull: true }))
            return new BoundLiteral(Value.Null, DataType.Null, span);
        var call = new BoundCall(function, binding, arguments, _source, span);
        return arguments.All(a => a is BoundLiteral) ? Fold(call) : call;
    }

    private BoundLiteral Fold(BoundCall call)
    {
        var failures = new FailureList();
        var value = call.Evaluate(new() { Warnings = failures }).ToOwned();
        if (failures.First is { } failure)
            Report(EqlDiagnostics.FoldFailed, call.Span, null, failure.Message);
        var type = value.Kind switch
        {
            ValueKind.Null => DataType.Null,
            ValueKind.Double => DataType.Double,
            ValueKind.Long => DataType.Long,
            ValueKind.UnsignedLong => DataType.UnsignedLong,
            _ => call.Type,
        };
        return new(value, type, call.Span);
    }

    /// <summary>Keeps the first failure of an expression that is computed while a query is bound.</summary>
    private sealed class FailureList : IWarningSink
    {
        public EvaluationFailure? First { get; private set; }

        public void Warn(SourceText source, TextSpan span, EvaluationFailure failure) => First ??= failure;
    }
}
