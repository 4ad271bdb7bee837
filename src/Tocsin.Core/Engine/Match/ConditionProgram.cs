using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Match;

/// <summary>A condition on one event, and nothing else: KQL and EQL event queries.</summary>
internal sealed class ConditionProgram(BoundExpression condition) : IMatchProgram
{
    private static readonly Value[] NoCells = [];

    /// <inheritdoc/>
    public BoundExpression? Condition => condition;

    /// <inheritdoc/>
    public IReadOnlyList<ResultColumn> Columns => [];

    /// <inheritdoc/>
    public void Evaluate(EvalContext context, List<Value[]> rows)
    {
        if (context.Test(condition) == Truth.True)
            rows.Add(NoCells);
    }
}
