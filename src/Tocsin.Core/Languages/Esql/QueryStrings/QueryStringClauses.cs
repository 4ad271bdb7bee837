using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>The clauses of a query or group: what must match, may match and must not.</summary>
/// <remarks>
/// As in Lucene, operators mark the clauses beside them and have no precedence: <c>a OR b AND c</c> asks for <c>b</c> and <c>c</c>, and
/// <c>a</c> only adds to a score. Optional clauses count where nothing is required; a query of prohibited clauses alone matches all else.
/// </remarks>
internal sealed class QueryStringClauses(bool matchesAll, TextSpan span)
{
    private readonly List<(BoundExpression Condition, Occurrence Occurs)> _clauses = [];

    private enum Occurrence
    {
        May,
        Must,
        MustNot,
    }

    /// <summary>Adds a clause.</summary>
    /// <param name="condition">Null for a word that leaves nothing to look for, such as a dash on analysed text.</param>
    /// <param name="conjunction">The operator before it: and, or, or null for none.</param>
    /// <param name="modifier">The modifier before it: must, must not, or null for none.</param>
    public void Add(BoundExpression? condition, QueryStringTokenKind? conjunction, QueryStringTokenKind? modifier)
    {
        if (_clauses is [.., (var before, not Occurrence.MustNot)])
        {
            if (conjunction == QueryStringTokenKind.And)
                _clauses[^1] = (before, Occurrence.Must);
            else if (conjunction == QueryStringTokenKind.Or && matchesAll)
                _clauses[^1] = (before, Occurrence.May);
        }

        if (condition is null)
            return;
        var isRequired = matchesAll
            ? conjunction != QueryStringTokenKind.Or
            : modifier == QueryStringTokenKind.Plus || conjunction == QueryStringTokenKind.And;
        _clauses.Add(
            (
                condition,
                modifier is QueryStringTokenKind.Not or QueryStringTokenKind.Minus ? Occurrence.MustNot
                : isRequired ? Occurrence.Must
                : Occurrence.May
            )
        );
    }

    /// <summary>The condition; null without clauses.</summary>
    public BoundExpression? Build()
    {
        if (_clauses.Count == 0)
            return null;
        var parts = Of(Occurrence.Must).ToList();
        var optional = Of(Occurrence.May).ToList();
        if (parts.Count == 0 && optional.Count > 0)
            parts.Add(optional.Count == 1 ? optional[0] : new BoundOr(optional, span));
        parts.AddRange(Of(Occurrence.MustNot).Select(c => new BoundNot(c, span)));
        return parts.Count == 1 ? parts[0] : new BoundAnd(parts, span);
    }

    private IEnumerable<BoundExpression> Of(Occurrence occurs) =>
        _clauses.Where(c => c.Occurs == occurs).Select(c => c.Condition);
}
