using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Match;

/// <summary>A query that decides for each event by itself: an EQL or KQL condition, or ES|QL without <c>STATS</c>, <c>SORT</c> and the like.</summary>
/// <remarks>Stateless; shared between threads.</remarks>
internal interface IMatchProgram
{
    /// <summary>A condition that holds for every event that gives a row; what the engine indexes. Null where there is none.</summary>
    BoundExpression? Condition { get; }

    /// <summary>The columns that the query computes; empty where a match is the event and nothing else.</summary>
    IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Evaluates the event of the context.</summary>
    /// <param name="context">Event and clock.</param>
    /// <param name="rows">Receives the cells of each row, owned: none, one, or several (<c>MV_EXPAND</c>). A match without columns gives one empty row.</param>
    void Evaluate(EvalContext context, List<Value[]> rows);
}
