using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql.Syntax;

/// <summary>An expression as written; parentheses leave no node.</summary>
internal abstract record ExpressionSyntax(TextSpan Span) : EqlSyntax(Span);

/// <summary>What could not be read; it has been reported.</summary>
internal sealed record BrokenSyntax(TextSpan Span) : ExpressionSyntax(Span);

/// <summary>A constant.</summary>
/// <param name="Token">The token: a string, a number, <c>true</c>, <c>false</c> or <c>null</c>.</param>
internal sealed record LiteralSyntax(EqlToken Token) : ExpressionSyntax(Token.Span);

/// <summary>A field.</summary>
/// <param name="Name">The dotted path without backticks.</param>
/// <param name="IsOptional">Whether <c>?</c> stands before it.</param>
internal sealed record FieldSyntax(string Name, bool IsOptional, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>A call of a function.</summary>
/// <param name="Name">Without the tilde.</param>
/// <param name="IgnoresCase">Whether <c>~</c> stands behind the name.</param>
/// <param name="NameSpan">The name, with its tilde.</param>
/// <param name="Arguments">In order.</param>
internal sealed record CallSyntax(
    string Name,
    bool IgnoresCase,
    TextSpan NameSpan,
    IReadOnlyList<ExpressionSyntax> Arguments,
    TextSpan Span
) : ExpressionSyntax(Span);

/// <summary><c>-x</c>; <c>+x</c> has <paramref name="IsNegative"/> false.</summary>
internal sealed record SignSyntax(bool IsNegative, ExpressionSyntax Operand, TextSpan Span) : ExpressionSyntax(Span);

/// <summary><c>not x</c>.</summary>
internal sealed record NotSyntax(ExpressionSyntax Operand, TextSpan Span) : ExpressionSyntax(Span);

/// <summary>Two or more operands joined by <c>and</c>, or by <c>or</c>.</summary>
internal sealed record LogicSyntax(bool IsAnd, IReadOnlyList<ExpressionSyntax> Operands, TextSpan Span)
    : ExpressionSyntax(Span);

/// <summary>One of <c>+ - * / %</c>.</summary>
internal sealed record ArithmeticSyntax(EqlToken Operator, ExpressionSyntax Left, ExpressionSyntax Right, TextSpan Span)
    : ExpressionSyntax(Span);

/// <summary>One of <c>== != &lt; &lt;= &gt; &gt;=</c>.</summary>
internal sealed record ComparisonSyntax(EqlToken Operator, ExpressionSyntax Left, ExpressionSyntax Right, TextSpan Span)
    : ExpressionSyntax(Span);

/// <summary><c>x in (…)</c> and its forms with <c>not</c> and <c>~</c>.</summary>
internal sealed record InSyntax(
    ExpressionSyntax Operand,
    bool IsNegated,
    bool IgnoresCase,
    IReadOnlyList<ExpressionSyntax> Items,
    TextSpan Span
) : ExpressionSyntax(Span);

/// <summary><c>x : …</c>, <c>x like …</c>, <c>x regex …</c>.</summary>
/// <param name="Operand">What is tested.</param>
/// <param name="Operator">The operator's token.</param>
/// <param name="Patterns">One or more.</param>
internal sealed record PatternSyntax(
    ExpressionSyntax Operand,
    EqlToken Operator,
    IReadOnlyList<LiteralSyntax> Patterns,
    TextSpan Span
) : ExpressionSyntax(Span);
