using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <content><c>DISSECT</c> and <c>GROK</c> (specification, section 14).</content>
internal sealed partial class EsqlBinder
{
    private void BindDissect(DissectSyntax syntax)
    {
        var input = BindText(syntax.Input, "DISSECT");
        var separator = syntax.AppendSeparator?.Value.AsText() ?? "";
        var pattern = DissectPattern.Parse(syntax.Pattern.Value.AsText(), separator, out var error);
        if (pattern is null)
        {
            ReportPattern(syntax.Pattern, error!);
            return;
        }

        AddExtract(input, pattern, syntax.Span);
    }

    private void BindGrok(GrokSyntax syntax)
    {
        var input = BindText(syntax.Input, "GROK");
        var pattern = GrokPattern.Parse([.. syntax.Patterns.Select(p => p.Value.AsText())], out var error);
        if (pattern is null)
        {
            ReportPattern(syntax.Patterns[error!.PatternIndex], error);
            return;
        }

        AddExtract(input, pattern, syntax.Span);
    }

    private BoundExpression? BindText(ExpressionSyntax syntax, string command)
    {
        if (new ExpressionBinder(this, this).Bind(syntax) is not { } input)
            return null;
        if (input.Type.IsString() || input.Type is DataType.Null or DataType.Dynamic)
            return input;
        Report(
            EsqlDiagnostics.BadArguments,
            input.Span,
            "convert it with `::keyword`",
            $"`{command}` takes a string, found {input.Type.ToName()}"
        );
        return null;
    }

    private void AddExtract(BoundExpression? input, ColumnExtractor pattern, TextSpan span)
    {
        var cells = pattern.Columns.Select(_ => Builder.NewCell()).ToList();
        if (input is not null)
            Builder.Add(new ExtractOperator(input, pattern, cells, Source, span));
        _scope = _scope.With(pattern.Columns.Select((c, i) => new Column(c.Name, c.Type) { Cell = cells[i] }));
    }

    private void ReportPattern(LiteralSyntax literal, PatternError error)
    {
        // Positions in the decoded text lead back to the characters of the query.
        var embedded = EsqlStrings.Embed(Source, literal.Span);
        var offset = Math.Clamp(error.Offset, 0, embedded.Text.Length);
        _scopeIsBroken = true;
        var place = new TextSpan(offset, offset < embedded.Text.Length ? 1 : 0);
        _diagnostics.Add(new(EsqlDiagnostics.BadPattern, embedded, place, [error.Message]));
    }
}
