using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Functions.Aggregates;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>What the names and aggregate calls of an expression mean at its place.</summary>
internal interface IExpressionScope
{
    /// <summary>The column of a name; null, with a report, where it cannot be used.</summary>
    BoundExpression? Resolve(NameSyntax name);

    /// <summary>The column of a name if its indices disagree about its type; else null, without a report.</summary>
    Column? FindConflict(NameSyntax name);

    /// <summary>An aggregate call; null, with a report, where none may stand.</summary>
    BoundExpression? BindAggregate(AggregateFunction function, CallSyntax call);
}
