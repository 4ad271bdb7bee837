using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content><c>COMPLETION</c> (specification 8.14).</content>
internal sealed partial class EsqlBinder
{
    private TextSpan? _unansweredCompletion;

    private void BindCompletion(CompletionSyntax completion)
    {
        var prompt = new ExpressionBinder(this, this).Bind(completion.Prompt);
        var name = completion.Target?.Name ?? "completion";
        var cell = Builder.NewCell();
        _scope = _scope.With([new(name, DataType.Keyword) { Cell = cell }]);
        if (prompt is null)
            return;
        if (!prompt.Type.IsString() && prompt.Type is not (DataType.Null or DataType.Dynamic))
        {
            Report(EsqlDiagnostics.BadArguments, prompt.Span, null, "the prompt of `COMPLETION` must be a string");
            return;
        }

        if (!TryReadInferenceId(completion, out var inferenceId))
            return;
        if (_options.CompletionProvider is { } provider)
        {
            var promptCell = Builder.NewCell();
            Builder.AddEval([promptCell], [prompt]);
            var column = new BoundColumn("", promptCell, prompt.Type, prompt.Span);
            // One row more than may be asked about, so that the command sees whether there were too many.
            Builder.AddLimit(CompletionOperator.RowsMax + 1);
            Builder.AddHeld(new CompletionOperator(column, inferenceId, provider, cell, Source, completion.Span));
            return;
        }

        _unansweredCompletion ??= completion.Span;
        Report(
            EsqlDiagnostics.NoCompletionProvider,
            completion.Span,
            "name an endpoint that speaks the OpenAI protocol with `--completion-endpoint`",
            "COMPLETION",
            name
        );
        Builder.AddEval([cell], [new BoundLiteral(Value.Null, DataType.Keyword, completion.Span)]);
    }

    private bool TryReadInferenceId(CompletionSyntax completion, out string? inferenceId)
    {
        inferenceId = null;
        foreach (var entry in completion.Options?.Entries ?? [])
        {
            switch (entry.Name)
            {
                case "inference_id" when entry.Value.Value.Kind == ValueKind.String:
                    inferenceId = entry.Value.Value.AsText();
                    break;
                case "inference_id":
                    Report(EsqlDiagnostics.BadArguments, entry.Span, null, "`inference_id` must be a string");
                    return false;
                default:
                    Report(
                        EsqlDiagnostics.NotSupported,
                        entry.Span,
                        null,
                        $"the option `{entry.Name}` of `COMPLETION`"
                    );
                    return false;
            }
        }

        return true;
    }
}
