using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>A column that a pattern fills.</summary>
/// <param name="Name">Its name; may have dots.</param>
/// <param name="Type">Its type.</param>
internal sealed record ExtractedColumn(string Name, DataType Type);

/// <summary>A pattern that takes columns out of a text: <c>DISSECT</c>, <c>GROK</c> (ES|QL specification, 14).</summary>
/// <remarks>Immutable to its users and thread-safe.</remarks>
internal abstract class ColumnExtractor(IReadOnlyList<ExtractedColumn> columns)
{
    /// <summary>The columns, in the order in which the command appends them.</summary>
    public IReadOnlyList<ExtractedColumn> Columns { get; } = columns;

    /// <summary>Matches one text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="results">Receives a cell for each of <see cref="Columns"/>, which borrows nothing; all null without a match.</param>
    /// <param name="failure">Why something that matched could not be converted, or why the search was given up; otherwise null.</param>
    /// <returns>Whether the text matches.</returns>
    public abstract bool Match(ReadOnlySpan<byte> text, Span<Value> results, out EvaluationFailure? failure);

    /// <summary>
    /// Matches a cell: of several values each by itself, and what the matching ones give is collected, those that do not match are passed over (14.1.4).
    /// </summary>
    /// <param name="input">A text, several, or null.</param>
    /// <param name="results">As for <see cref="Match"/>.</param>
    /// <param name="failure">The first failure of any value.</param>
    public bool Extract(in Value input, Span<Value> results, out EvaluationFailure? failure)
    {
        if (!input.IsMany)
        {
            failure = null;
            results.Clear();
            return !input.IsNull && Match(input.AsBytes, results, out failure);
        }

        var collected = new List<Value>[Columns.Count];
        for (var i = 0; i < collected.Length; i++)
            collected[i] = [];
        var isMatch = false;
        failure = null;
        foreach (var text in input.AsMany)
        {
            isMatch |= Match(text.AsBytes, results, out var next);
            failure ??= next;
            for (var i = 0; i < collected.Length; i++)
            {
                for (var j = 0; j < results[i].Count; j++)
                    collected[i].Add(results[i][j]);
            }
        }

        for (var i = 0; i < collected.Length; i++)
            results[i] = Value.FromMany([.. collected[i]]);
        return isMatch;
    }
}
