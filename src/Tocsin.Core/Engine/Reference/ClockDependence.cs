using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Dates;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Tells whether a condition's outcome may depend on when it is asked.</summary>
internal static class ClockDependence
{
    /// <summary>True where the condition uses <c>now</c>, or holds a part that cannot be looked into.</summary>
    public static bool IsIn(BoundExpression condition) =>
        condition is BoundDateTest or BoundBefore or BoundAnyField or BoundNested or BoundCall { Function: Now }
        || condition.Children.Any(IsIn);
}
