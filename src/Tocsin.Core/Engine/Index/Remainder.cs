using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Index;

/// <summary>What is left to be looked at of the conditions of a rule where some fields of the event are known.</summary>
/// <param name="Whole">The conditions.</param>
/// <param name="Condition">True exactly where all of them are; null where nothing is left.</param>
/// <param name="IsUsable">Whether the event alone decides: not where the time of the rule's evaluation does as well.</param>
internal sealed record Remainder(BoundExpression[] Whole, BoundExpression? Condition, bool IsUsable);
