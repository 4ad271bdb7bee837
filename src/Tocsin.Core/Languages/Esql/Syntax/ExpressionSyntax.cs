using Tocsin.Core.Fields;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Syntax;

/// <summary>An expression as written.</summary>
/// <param name="Span">From its first to its last token; its text names an unnamed column (6.2).</param>
internal abstract record ExpressionSyntax(TextSpan Span);

/// <summary>What stands where the parser found no expression; it was reported.</summary>
internal sealed record MissingSyntax(TextSpan Span) : ExpressionSyntax(Span);

/// <summary>A constant: number, string, boolean, null, time span, or an array of them.</summary>
internal sealed record LiteralSyntax(Value Value, DataType Type, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>A qualified name; <paramref name="Name"/> is its parts joined by dots.</summary>
internal sealed record NameSyntax(string Name, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>An expression in parentheses.</summary>
internal sealed record ParenthesizedSyntax(ExpressionSyntax Operand, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>Unary minus; a unary plus leaves no trace.</summary>
internal sealed record NegateSyntax(ExpressionSyntax Operand, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>An arithmetic operator or comparison, by its symbol.</summary>
internal sealed record BinarySyntax(string Symbol, ExpressionSyntax Left, ExpressionSyntax Right, TextSpan Span)
    : ExpressionSyntax(Span);

/// <summary><c>AND</c> or <c>OR</c> over two or more operands.</summary>
internal sealed record LogicalSyntax(bool IsAnd, IReadOnlyList<ExpressionSyntax> Operands, TextSpan Span)
    : ExpressionSyntax(Span);

internal sealed record NotSyntax(ExpressionSyntax Operand, TextSpan Span) : ExpressionSyntax(Span);

/// <summary><c>IS [NOT] NULL</c>.</summary>
internal sealed record IsNullSyntax(ExpressionSyntax Operand, bool IsNegated, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>An operator that is a word: <c>IN</c>, <c>LIKE</c>, <c>RLIKE</c>, with <c>NOT</c> or without.</summary>
internal sealed record WordOperatorSyntax(
    string Word,
    ExpressionSyntax Operand,
    IReadOnlyList<ExpressionSyntax> List,
    bool IsNegated,
    TextSpan Span
) : ExpressionSyntax(Span);

/// <summary>A call of a scalar, aggregate, grouping or full-text function.</summary>
/// <param name="Name">As written.</param>
/// <param name="NameSpan">Where the name stands.</param>
/// <param name="Arguments">Without the options.</param>
/// <param name="HasStar">Whether the argument is <c>*</c>.</param>
/// <param name="Options">The map behind the arguments, or null.</param>
/// <param name="Span">The whole call.</param>
internal sealed record CallSyntax(
    string Name,
    TextSpan NameSpan,
    IReadOnlyList<ExpressionSyntax> Arguments,
    bool HasStar,
    MapSyntax? Options,
    TextSpan Span
) : ExpressionSyntax(Span);

/// <summary><c>operand::type</c>.</summary>
internal sealed record CastSyntax(ExpressionSyntax Operand, string TypeName, TextSpan TypeSpan, TextSpan Span)
    : ExpressionSyntax(Span);

/// <summary>The match operator: <c>field : constant</c>.</summary>
internal sealed record MatchSyntax(ExpressionSyntax Field, LiteralSyntax Query, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>Options: <c>{"name": literal, …}</c>.</summary>
internal sealed record MapSyntax(IReadOnlyList<MapEntrySyntax> Entries, TextSpan Span);

/// <summary>One option.</summary>
internal sealed record MapEntrySyntax(string Name, LiteralSyntax Value, TextSpan Span);
