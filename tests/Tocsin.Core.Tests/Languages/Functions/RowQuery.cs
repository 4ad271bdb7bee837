using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Functions;

/// <summary>
/// Runs queries of <c>ROW</c>, <c>EVAL</c>, <c>WHERE</c>, <c>KEEP</c> and <c>DROP</c> straight over the functions, without binder and plan: so that a
/// function can be tested apart from them.
/// </summary>
internal sealed class RowQuery : IWarningSink
{
    private static readonly Dictionary<string, string> Casts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["keyword"] = "TO_STRING",
        ["string"] = "TO_STRING",
        ["text"] = "TO_STRING",
        ["int"] = "TO_INTEGER",
        ["bool"] = "TO_BOOLEAN",
        ["date"] = "TO_DATETIME",
    };

    private readonly SourceText _source;
    private readonly List<(string Name, DataType Type, Value Value)> _columns = [];

    private RowQuery(SourceText source) => _source = source;

    /// <summary>Messages of the failures, in order.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The columns of the one row; null when a condition removed it.</summary>
    public IReadOnlyList<(string Name, DataType Type, Value Value)>? Columns { get; private set; }

    /// <summary>The first error of the query, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>The value of one expression.</summary>
    public static RowQuery Evaluate(string expression) => Run("ROW " + expression);

    /// <summary>The value of one expression as text; errors begin with an exclamation mark.</summary>
    public static string Text(string expression)
    {
        var query = Evaluate(expression);
        return query.Error is { } error ? "! " + error : ValueText.Format(query.Columns![0].Value);
    }

    /// <summary>Runs a query; null where it has commands that this runner does not know.</summary>
    public static RowQuery? TryRun(string query) => IsKnown(query) ? Run(query) : null;

    public void Warn(SourceText source, TextSpan span, EvaluationFailure failure) =>
        Warnings.Add($"{failure.JavaClass}: {failure.Message} in [{source.Slice(span)}]");

    private static bool IsKnown(string query)
    {
        var syntax = EsqlParser.Parse(SourceText.From(query, "query"), new DiagnosticBag());
        return syntax.Source is RowSyntax
            && syntax.Commands.All(c => c is EvalSyntax or WhereSyntax or KeepSyntax or DropSyntax);
    }

    private static RowQuery Run(string text)
    {
        var source = SourceText.From(text, "query");
        var diagnostics = new DiagnosticBag();
        var syntax = EsqlParser.Parse(source, diagnostics);
        var query = new RowQuery(source);
        if (diagnostics.HasErrors)
            query.Error = diagnostics.ToSortedArray()[0].Message;
        else
            query.Run(syntax);
        return query;
    }

    private void Run(QuerySyntax syntax)
    {
        foreach (var field in ((RowSyntax)syntax.Source!).Fields)
            Define(field);
        foreach (var command in syntax.Commands)
        {
            switch (command)
            {
                case EvalSyntax eval:
                    foreach (var field in eval.Fields)
                        Define(field);
                    break;
                case WhereSyntax where:
                    var (value, _) = Compute(where.Condition);
                    if (value.Kind != ValueKind.Boolean || !value.AsBoolean)
                        return;
                    break;
                case KeepSyntax keep:
                    var kept = keep.Patterns.SelectMany(p => _columns.Where(c => p.Matches(c.Name))).ToList();
                    _columns.Clear();
                    _columns.AddRange(kept);
                    break;
                case DropSyntax drop:
                    _columns.RemoveAll(c => drop.Patterns.Any(p => p.Matches(c.Name)));
                    break;
            }
        }

        Columns = _columns;
    }

    private void Define(FieldSyntax field)
    {
        var name = field.Name?.Name ?? _source.Slice(field.Expression.Span);
        var (value, type) = Compute(field.Expression);
        _columns.RemoveAll(c => c.Name == name);
        _columns.Add((name, type, value));
    }

    private (Value Value, DataType Type) Compute(ExpressionSyntax syntax)
    {
        var bound = Bind(syntax);
        var context = new EvalContext { NowMillis = 1_735_689_600_000, Warnings = this };
        return (bound.Evaluate(context), bound.Type);
    }

    private BoundExpression Bind(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case LiteralSyntax literal:
                return new BoundLiteral(literal.Value, literal.Type, literal.Span);
            case NameSyntax name:
                var column = _columns.Find(c => c.Name == name.Name);
                if (column.Name is null)
                    return Fail($"unknown column {name.Name}", syntax.Span);
                return new BoundVariable(column.Value, column.Type, name.Span);
            case ParenthesizedSyntax inner:
                return Bind(inner.Operand);
            case NegateSyntax negate:
                return Call("NEG", [negate.Operand], null, syntax.Span);
            case BinarySyntax binary:
                return Call(binary.Symbol, [binary.Left, binary.Right], null, syntax.Span);
            case LogicalSyntax { IsAnd: true } and:
                return new BoundAnd([.. and.Operands.Select(Bind)], syntax.Span);
            case LogicalSyntax or:
                return new BoundOr([.. or.Operands.Select(Bind)], syntax.Span);
            case NotSyntax not:
                return new BoundNot(Bind(not.Operand), syntax.Span);
            case IsNullSyntax isNull:
                var test = new BoundIsNull(Bind(isNull.Operand), syntax.Span);
                return isNull.IsNegated ? new BoundNot(test, syntax.Span) : test;
            case WordOperatorSyntax word:
                var call = Call(word.Word, [word.Operand, .. word.List], null, syntax.Span);
                return word.IsNegated ? new BoundNot(call, syntax.Span) : call;
            case CastSyntax cast:
                var function = Casts.GetValueOrDefault(cast.TypeName, "TO_" + cast.TypeName);
                return Call(function, [cast.Operand], null, syntax.Span);
            case CallSyntax c:
                return Call(c.Name, c.Arguments, c.Options, syntax.Span);
            default:
                return Fail($"no {syntax.GetType().Name} here", syntax.Span);
        }
    }

    private BoundExpression Call(
        string name,
        IReadOnlyList<ExpressionSyntax> arguments,
        MapSyntax? options,
        TextSpan span
    )
    {
        if (FunctionRegistry.Esql.Find(name) is not { } function)
            return Fail($"unknown function {name}", span);
        var bound = arguments.Select(Bind).ToArray();
        var types = bound.Select(b => b.Type).ToArray();
        for (var i = 0; i < bound.Length; i++)
        {
            if (bound[i] is BoundLiteral literal && function.ImplicitLiteralType(i, types) is { } target)
                bound[i] = Convert(literal, target);
        }

        var context = new EvalContext();
        var infos = bound
            .Select(b => new ArgumentInfo(b.Type, b.IsConstant ? b.Evaluate(context) : Value.Null, b.IsConstant))
            .ToArray();
        var map = (options?.Entries ?? []).ToDictionary(e => e.Name, e => e.Value.Value);
        var binding = function.Bind(infos, map, out var error);
        return binding is null ? Fail(error!.Message, span) : new BoundCall(function, binding, bound, _source, span);
    }

    private BoundLiteral Convert(BoundLiteral literal, DataType target)
    {
        var values = new List<Value>();
        for (var i = 0; i < literal.Value.Count; i++)
        {
            if (ValueConversion.TryConvert(literal.Value[i], target, out var converted, out var failure))
                values.Add(converted);
            else
                return Fail(failure!.Message, literal.Span);
        }

        return new(Value.FromMany([.. values]), target, literal.Span);
    }

    private BoundLiteral Fail(string message, TextSpan span)
    {
        Error ??= message;
        return new(Value.Null, DataType.Null, span);
    }

    /// <summary>A column that is not constant for the functions that use it.</summary>
    private sealed class BoundVariable(Value value, DataType type, TextSpan span) : BoundExpression(type, span)
    {
        public override bool IsConstant => false;

        public override Value Evaluate(EvalContext context) => value;
    }
}
