using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Kql.Syntax;

/// <summary>A part of a query, as written.</summary>
internal abstract record KqlNode(TextSpan Span);

/// <summary>The empty query: every document.</summary>
internal sealed record KqlEverything(TextSpan Span) : KqlNode(Span);

/// <summary>Conditions of which one must hold; inside a list, values.</summary>
internal sealed record KqlOr(IReadOnlyList<KqlNode> Operands, TextSpan Span) : KqlNode(Span);

/// <summary>Conditions that must all hold; inside a list, values.</summary>
internal sealed record KqlAnd(IReadOnlyList<KqlNode> Operands, TextSpan Span) : KqlNode(Span);

/// <summary>A condition that must not hold; inside a list, a value.</summary>
internal sealed record KqlNot(KqlNode Operand, TextSpan Span) : KqlNode(Span);

/// <summary>One value; only below a <see cref="KqlMatch"/>.</summary>
internal sealed record KqlValue(KqlLiteral Literal) : KqlNode(Literal.Span);

/// <summary><c>name: values</c>, or values without a name, which any field may match.</summary>
internal sealed record KqlMatch(KqlLiteral? Name, KqlNode Values, TextSpan Span) : KqlNode(Span);

/// <summary><c>name &lt; bound</c> and its like.</summary>
internal sealed record KqlRange(KqlLiteral Name, KqlRangeOperator Operator, KqlLiteral Bound, TextSpan Span)
    : KqlNode(Span);

/// <summary><c>name: { condition }</c>: one object at the name satisfies the condition.</summary>
internal sealed record KqlNested(KqlLiteral Name, KqlNode Condition, TextSpan Span) : KqlNode(Span);

/// <summary>What could not be read; a diagnostic says why.</summary>
internal sealed record KqlBroken(TextSpan Span) : KqlNode(Span);

/// <summary>The comparisons of a range.</summary>
internal enum KqlRangeOperator
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
