using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Languages.Functions.Aggregates;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Gives an expression its names and types (specification, sections 3 to 5, 9, 12).</summary>
/// <remarks>Every method gives null where something is wrong; it has been reported.</remarks>
/// <param name="binder">Source, diagnostics, and the columns at hand.</param>
/// <param name="scope">Where names are looked up.</param>
internal sealed class ExpressionBinder(EsqlBinder binder, IExpressionScope scope)
{
    private static readonly Dictionary<string, Value> NoOptions = [];

    private bool _fullTextAllowed;

    /// <summary>Binds an expression.</summary>
    public BoundExpression? Bind(ExpressionSyntax syntax)
    {
        _fullTextAllowed = false;
        return BindNode(syntax);
    }

    /// <summary>Binds a condition, in which full-text functions may stand.</summary>
    /// <param name="syntax">The condition.</param>
    /// <param name="what">What it is, for the message when it is no boolean.</param>
    public BoundExpression? BindCondition(ExpressionSyntax syntax, string what)
    {
        _fullTextAllowed = true;
        return RequireBoolean(BindNode(syntax), what);
    }

    private BoundExpression? BindNode(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case LiteralSyntax literal:
                return new BoundLiteral(literal.Value, literal.Type, literal.Span);
            case NameSyntax name:
                return scope.Resolve(name);
            case ParenthesizedSyntax parenthesized:
                return BindNode(parenthesized.Operand);
            case NegateSyntax negate:
                return BindOperator("NEG", [negate.Operand], negate.Span);
            case BinarySyntax binary:
                return BindOperator(binary.Symbol, [binary.Left, binary.Right], binary.Span);
            case LogicalSyntax logical:
                return BindLogical(logical);
            case NotSyntax not:
                return RequireBoolean(BindNode(not.Operand), "the operand of `NOT`") is { } operand
                    ? new BoundNot(SingleValue(operand), not.Span)
                    : null;
            case IsNullSyntax isNull:
                return BindIsNull(isNull);
            case WordOperatorSyntax word:
                return BindWordOperator(word);
            case CastSyntax cast:
                return BindCast(cast);
            case MatchSyntax match:
                return new FullTextBinder(binder).BindMatch(
                    match.Field,
                    match.Query,
                    null,
                    match.Span,
                    ":",
                    _fullTextAllowed
                );
            case CallSyntax call:
                return BindCall(call);
            default:
                return null;
        }
    }

    private BoundExpression? BindLogical(LogicalSyntax logical)
    {
        var what = logical.IsAnd ? "an operand of `AND`" : "an operand of `OR`";
        var operands = new List<BoundExpression>();
        foreach (var operand in logical.Operands)
        {
            if (RequireBoolean(BindNode(operand), what) is { } bound)
                operands.Add(SingleValue(bound));
        }

        if (operands.Count < logical.Operands.Count)
            return null;
        return logical.IsAnd ? new BoundAnd(operands, logical.Span) : new BoundOr(operands, logical.Span);
    }

    /// <summary>A bare column may hold several truth values, which logic does not take (5.4).</summary>
    private BoundExpression SingleValue(BoundExpression operand) =>
        operand is BoundField or BoundColumn ? new BoundSingleTruth(operand, binder.Source) : operand;

    private BoundExpression? BindIsNull(IsNullSyntax syntax)
    {
        if (BindWithoutFullText(syntax.Operand) is not { } operand)
            return null;
        BoundExpression isNull = new BoundIsNull(operand, syntax.Span);
        return syntax.IsNegated ? new BoundNot(isNull, syntax.Span) : isNull;
    }

    private BoundExpression? BindWordOperator(WordOperatorSyntax syntax)
    {
        // COMPAT: the reference turns `LIKE "*"` into IS NOT NULL, so `NOT LIKE "*"` is true of null (9.1).
        if (syntax is { Word: "LIKE", List: [LiteralSyntax { Type: DataType.Keyword } pattern] } && IsAllStars(pattern))
        {
            if (BindWithoutFullText(syntax.Operand) is not { } operand)
                return null;
            if (!operand.Type.IsString() && operand.Type is not (DataType.Null or DataType.Dynamic))
                return Report(EsqlDiagnostics.BadArguments, operand.Span, null, "`LIKE` takes a string");
            BoundExpression isNull = new BoundIsNull(operand, syntax.Span);
            return syntax.IsNegated ? isNull : new BoundNot(isNull, syntax.Span);
        }

        var result = BindOperator(syntax.Word, [syntax.Operand, .. syntax.List], syntax.Span);
        return result is not null && syntax.IsNegated ? new BoundNot(result, syntax.Span) : result;
    }

    private static bool IsAllStars(LiteralSyntax pattern) =>
        !pattern.Value.IsMany && pattern.Value.AsText() is { Length: > 0 } text && text.All(c => c == '*');

    private BoundExpression? BindOperator(string name, IReadOnlyList<ExpressionSyntax> operands, TextSpan span)
    {
        // A comparison of a full-text condition is still a condition on the document.
        var arguments = name is "==" or "!=" && _fullTextAllowed ? BindEach(operands, BindNode) : BindAll(operands);
        if (arguments is null)
            return null;
        if (arguments.Exists(a => a is BoundLiteral { Type: DataType.Keyword } text && NamesBackingIndex(text)))
            arguments = [.. arguments.Select(a => a is BoundField { Field.Name: "_index" } index ? Backing(index) : a)];
        if (FunctionRegistry.Esql.Find(name) is { } function)
            return BindFunction(function, arguments, span);
        return Report(EsqlDiagnostics.NotSupported, span, null, $"the operator `{name}`");
    }

    private static bool NamesBackingIndex(BoundLiteral text) =>
        !text.Value.IsMany && text.Value.AsText().StartsWith(BoundBackingIndex.Prefix, StringComparison.Ordinal);

    private static BoundBackingIndex Backing(BoundField index) => new(index, index.Span);

    private BoundExpression? BindCast(CastSyntax cast)
    {
        if (ConversionNames.FunctionFor(cast.TypeName) is not { } name)
        {
            var nearest = NearestName.Find(cast.TypeName, ConversionNames.TypeNames);
            var help = nearest is null ? null : $"did you mean `{nearest}`?";
            return Report(EsqlDiagnostics.UnknownType, cast.TypeSpan, help, cast.TypeName);
        }

        return BindConversion(name, cast.Operand, cast.Span);
    }

    private BoundExpression? BindConversion(
        string name,
        ExpressionSyntax operand,
        TextSpan span,
        MapSyntax? options = null
    )
    {
        if (FunctionRegistry.Esql.Find(name) is not { } function)
            return Report(EsqlDiagnostics.NotSupported, span, null, $"`{name}`");
        // A field whose indices disagree is usable only here: each type is converted by itself (4.3).
        if (operand is NameSyntax fieldName && scope.FindConflict(fieldName) is { } conflict)
            return BindConflict(function, conflict, fieldName.Span, span, options);
        return BindWithoutFullText(operand) is { } argument ? BindFunction(function, [argument], span, options) : null;
    }

    private BoundExpression? BindConflict(
        ScalarFunction function,
        Column conflict,
        TextSpan nameSpan,
        TextSpan span,
        MapSyntax? options
    )
    {
        var calls = new List<BoundExpression>();
        foreach (var type in conflict.Conflicts!.Values.Distinct())
        {
            var column = conflict with { Type = type, Field = conflict.Field! with { Type = type } };
            if (BindFunction(function, [binder.Builder.Read(column, nameSpan)], span, options) is not { } call)
                return null;
            calls.Add(call);
        }

        return new BoundByKind(calls, calls[0].Type, span);
    }

    private BoundExpression? BindCall(CallSyntax call)
    {
        var name = call.Name.ToUpperInvariant();
        if (FullTextBinder.IsFullText(name))
            return new FullTextBinder(binder).BindCall(call, _fullTextAllowed);
        if (AggregateRegistry.Find(name) is { } aggregate)
            return scope.BindAggregate(aggregate, call);
        if (name == "NEG" || FunctionRegistry.Esql.Find(name) is not { } function)
        {
            if (
                EsqlKeywords.UnsupportedFunctions.Contains(name)
                || name.EndsWith("_OVER_TIME", StringComparison.Ordinal)
            )
                return Report(EsqlDiagnostics.NotSupported, call.NameSpan, null, $"the function `{name}`");
            var nearest = NearestName.Find(call.Name, FunctionRegistry.Esql.Names.Concat(AggregateRegistry.Names));
            var help = nearest is null ? null : $"did you mean `{nearest}`?";
            return Report(EsqlDiagnostics.UnknownFunction, call.NameSpan, help, call.Name);
        }

        if (call.HasStar)
            return Report(EsqlDiagnostics.BadArguments, call.Span, null, $"`*` is no argument of `{function.Name}`");
        if (ConversionNames.IsConversion(function.Name) && call.Arguments.Count == 1)
            return BindConversion(function.Name, call.Arguments[0], call.Span, call.Options);
        var arguments = BindAll(call.Arguments);
        if (arguments is null)
            return null;
        if (function.ImplicitField is { } field)
        {
            // Counted here, so that a message does not count the argument that nobody wrote.
            if (function is TypedFunction { Parameters.Count: var count } && arguments.Count != count - 1)
            {
                var message =
                    $"`{function.Name}` takes {count - 1} argument{(count == 2 ? "" : "s")}, found {arguments.Count}";
                return Report(EsqlDiagnostics.BadArguments, call.Span, null, message);
            }

            if (scope.Resolve(new(field, call.NameSpan)) is not { } read)
                return null;
            arguments.Add(read);
        }

        return BindFunction(function, arguments, call.Span, call.Options);
    }

    private List<BoundExpression>? BindAll(IReadOnlyList<ExpressionSyntax> syntaxes) =>
        BindEach(syntaxes, BindWithoutFullText);

    private static List<BoundExpression>? BindEach(
        IReadOnlyList<ExpressionSyntax> syntaxes,
        Func<ExpressionSyntax, BoundExpression?> bind
    )
    {
        var arguments = new List<BoundExpression>(syntaxes.Count);
        foreach (var syntax in syntaxes)
        {
            if (bind(syntax) is { } argument)
                arguments.Add(argument);
        }

        return arguments.Count == syntaxes.Count ? arguments : null;
    }

    private BoundExpression? BindWithoutFullText(ExpressionSyntax syntax)
    {
        var allowed = _fullTextAllowed;
        _fullTextAllowed = false;
        var bound = BindNode(syntax);
        _fullTextAllowed = allowed;
        return bound;
    }

    /// <summary>Picks the body of a function for its arguments; text literals take the types that it asks for (4.7).</summary>
    public BoundExpression? BindFunction(
        ScalarFunction function,
        List<BoundExpression> arguments,
        TextSpan span,
        MapSyntax? options = null
    )
    {
        var types = new DataType[arguments.Count];
        for (var i = 0; i < types.Length; i++)
            types[i] = arguments[i].Type;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is not BoundLiteral { Type: DataType.Keyword } literal)
                continue;
            if (function.ImplicitLiteralType(i, types) is not { } wanted || wanted.IsString())
                continue;
            if (LiteralConversion.TryConvert(literal, wanted) is not { } converted)
            {
                var text = ValueText.Format(literal.Value);
                return Report(EsqlDiagnostics.BadConversion, literal.Span, null, text, wanted.ToName());
            }

            arguments[i] = converted;
        }

        var infos = new ArgumentInfo[arguments.Count];
        for (var i = 0; i < infos.Length; i++)
            infos[i] = Describe(arguments[i]);
        var binding = function.Bind(infos, ValuesOf(options), out var error);
        if (binding is not null)
            return new BoundCall(function, binding, arguments, binder.Source, span);
        var place = error is { ArgumentIndex: >= 0 } && error.ArgumentIndex < arguments.Count;
        var errorSpan = place ? arguments[error!.ArgumentIndex].Span : span;
        // The arguments by themselves would do: it is the options that are wrong.
        if (!place && options is not null && function.Bind(infos, out _) is not null)
            errorSpan = options.Span;
        var message = error?.Message ?? $"`{function.Name}` does not take these arguments";
        return Report(EsqlDiagnostics.BadArguments, errorSpan, null, message);
    }

    private static Dictionary<string, Value> ValuesOf(MapSyntax? options)
    {
        if (options is null)
            return NoOptions;
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var entry in options.Entries)
            values[entry.Name] = entry.Value.Value;
        return values;
    }

    /// <summary>What a function may know of an argument.</summary>
    public static ArgumentInfo Describe(BoundExpression argument) =>
        argument switch
        {
            BoundLiteral literal => new(literal.Type, literal.Value, true),
            { IsConstant: true } => new(argument.Type, argument.Evaluate(new()), true),
            _ => new(argument.Type, Value.Null, false),
        };

    private BoundExpression? RequireBoolean(BoundExpression? expression, string what)
    {
        if (expression is null || expression.Type is DataType.Boolean or DataType.Null or DataType.Dynamic)
            return expression;
        return Report(EsqlDiagnostics.NotBoolean, expression.Span, null, what, expression.Type.ToName());
    }

    private BoundExpression? Report(
        DiagnosticDescriptor descriptor,
        TextSpan span,
        string? help,
        params object[] arguments
    )
    {
        binder.Report(descriptor, span, help, arguments);
        return null;
    }
}
