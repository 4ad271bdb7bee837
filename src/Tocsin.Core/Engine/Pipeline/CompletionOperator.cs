using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Asks a language model for each row: <c>COMPLETION</c> (ES|QL specification, 8.14).</summary>
/// <remarks>
/// A null prompt gives null and is not asked. A prompt that is not answered gives null and a warning. No more than
/// <see cref="RowsMax"/> rows go in, the first ones: each costs a call of the model. What is cut is told in a warning.
/// </remarks>
/// <param name="prompt">The text of the prompt.</param>
/// <param name="inferenceId">Which model.</param>
/// <param name="provider">Who answers.</param>
/// <param name="cell">Where the answer goes.</param>
/// <param name="source">The query.</param>
/// <param name="span">The command's place in it.</param>
internal sealed class CompletionOperator(
    BoundExpression prompt,
    string? inferenceId,
    ICompletionProvider provider,
    int cell,
    SourceText source,
    TextSpan span
) : TableOperator
{
    /// <summary>How many rows a query may send to a model.</summary>
    public const int RowsMax = 100;

    /// <summary>Which model; null for the only one.</summary>
    public string? InferenceId => inferenceId;

    public override IReadOnlyList<BoundExpression> Expressions { get; } = [prompt];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new CompletionOperator(expressions[0], inferenceId, provider, cell, source, span);

    public override List<Row> Apply(List<Row> rows, PipelineRun run)
    {
        if (rows.Count > RowsMax)
        {
            rows.RemoveRange(RowsMax, rows.Count - RowsMax);
            Warn(run, $"COMPLETION takes no more than [{RowsMax}] rows; the others are left out");
        }

        foreach (var row in rows)
        {
            run.Context.Cells = row.Cells;
            row.Cells[cell] = Ask(Expressions[0].Evaluate(run.Context), run);
        }

        return rows;
    }

    private Value Ask(in Value prompt, PipelineRun run)
    {
        if (prompt.IsMany)
        {
            run.Context.Warnings?.Warn(source, span, EvaluationFailure.MultiValue);
            return Value.Null;
        }

        if (prompt.Kind != ValueKind.String)
            return Value.Null;
        var answer = provider.Complete(prompt.AsText(), inferenceId);
        if (answer.Text is { } text)
            return Value.FromText(text);
        Warn(run, answer.Problem ?? "no answer");
        return Value.Null;
    }

    private void Warn(PipelineRun run, string message) =>
        run.Context.Warnings?.Warn(source, span, new("org.elasticsearch.ElasticsearchException", message));
}
