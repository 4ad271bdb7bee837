using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Fills cells with the parts of a text that a pattern names: <c>GROK</c> and <c>DISSECT</c> (ES|QL specification, section 14).</summary>
/// <param name="input">The text; null, one or several.</param>
/// <param name="extractor">The pattern.</param>
/// <param name="cells">Where the parts go: one for each column of the pattern.</param>
/// <param name="source">The query, for warnings.</param>
/// <param name="span">Where the command stands in it.</param>
internal sealed class ExtractOperator(
    BoundExpression input,
    ColumnExtractor extractor,
    IReadOnlyList<int> cells,
    SourceText source,
    TextSpan span
) : RowOperator
{
    private readonly int[] _cells = [.. cells];

    /// <summary>The pattern.</summary>
    public ColumnExtractor Extractor => extractor;

    public override IReadOnlyList<BoundExpression> Expressions { get; } = [input];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) =>
        new ExtractOperator(expressions[0], extractor, _cells, source, span);

    public override void Process(RowChain chain, int next)
    {
        var context = chain.Context;
        var value = AsText(Expressions[0].Evaluate(context));
        var parts = context.Push(_cells.Length);
        extractor.Extract(value, parts, out var failure);
        for (var i = 0; i < _cells.Length; i++)
            context.Cells[_cells[i]] = parts[i];
        context.Pop(_cells.Length);
        if (failure is not null)
            context.Warnings?.Warn(source, span, failure);
        chain.Run(next);
    }

    /// <summary>Values of a field that nothing declares may be numbers or booleans: their text is taken apart.</summary>
    private static Value AsText(in Value value) =>
        ValueConversion.HasType(value, DataType.Keyword)
            ? value
            : ValueConversion.ConvertLeniently(value, DataType.Keyword);
}
