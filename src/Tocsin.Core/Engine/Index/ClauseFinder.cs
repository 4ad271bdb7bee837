using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Esql.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>Finds clauses of a bound condition: what holds of the fields of every event for which it is true.</summary>
/// <remarks>
/// A node that is not known here gives nothing, which is always right. Logic is three-valued: a condition that is unknown is not true, so what
/// makes an operand unknown (a field without a value) refutes the whole.
/// </remarks>
/// <param name="columns">What computed cells hold, by cell; empty where a condition reads none.</param>
internal sealed class ClauseFinder(IReadOnlyDictionary<int, BoundExpression> columns)
{
    private readonly SearchBudget _budget = new();
    private CallClauses? _calls;

    private CallClauses Calls => _calls ??= new(columns, _budget);

    /// <summary>What holds where a condition is true.</summary>
    public Clause[] WhenTrue(BoundExpression node) => Find(node, isTrue: true);

    private Clause[] Find(BoundExpression node, bool isTrue)
    {
        if (!_budget.TryEnter())
            return ClauseList.None;
        var found = isTrue ? FindTrue(node) : FindFalse(node);
        _budget.Leave();
        return found;
    }

    private Clause[][] FindEach(IReadOnlyList<BoundExpression> nodes, bool isTrue)
    {
        var found = new Clause[nodes.Count][];
        for (var i = 0; i < found.Length; i++)
            found[i] = Find(nodes[i], isTrue);
        return found;
    }

    private Clause[] FindTrue(BoundExpression node) =>
        node switch
        {
            BoundAnd and => ClauseList.All(FindEach(and.Children, isTrue: true)),
            BoundOr or => ClauseList.Any(FindEach(or.Children, isTrue: true)),
            BoundNot not => Find(not.Operand, isTrue: false),
            BoundFieldTest test => MatcherClauses.Of(test.Field, test.Matcher),
            BoundDateTest test => MatcherClauses.Present(test.Field),
            BoundChoice or BoundSingleTruth => Find(node.Children[0], isTrue: true),
            BoundMatch match => Calls.OfMatch(match),
            BoundLiteral literal => IsTruth(literal, true) ? ClauseList.None : ClauseList.Never,
            BoundField field => OfBoolean(field, true),
            BoundChosen chosen => OfBoolean(chosen.Field, true),
            BoundColumn column when columns.TryGetValue(column.Index, out var held) => Find(held, isTrue: true),
            BoundCall call => Calls.WhenTrue(call),
            _ => ClauseList.None,
        };

    private Clause[] FindFalse(BoundExpression node) =>
        node switch
        {
            BoundAnd and => ClauseList.Any(FindEach(and.Children, isTrue: false)),
            BoundOr or => ClauseList.All(FindEach(or.Children, isTrue: false)),
            BoundNot not => Find(not.Operand, isTrue: true),
            BoundSingleTruth => Find(node.Children[0], isTrue: false),
            BoundIsNull isNull => Calls.WhenPresent(isNull.Operand),
            BoundMatch match => Calls.WhenPresent(match.Operand),
            BoundLiteral literal => IsTruth(literal, false) ? ClauseList.None : ClauseList.Never,
            BoundField field => OfBoolean(field, false),
            BoundChosen chosen => OfBoolean(chosen.Field, false),
            BoundColumn column when columns.TryGetValue(column.Index, out var held) => Find(held, isTrue: false),
            BoundCall call => Calls.WhenFalse(call),
            // A test of a field is false where the field has no value, too.
            _ => ClauseList.None,
        };

    private static Clause[] OfBoolean(BoundField field, bool wanted) =>
        ClauseList.One(Atom.OfConstant(field, Value.FromBoolean(wanted)));

    private static bool IsTruth(BoundLiteral literal, bool wanted) =>
        literal.Value.Kind == ValueKind.Boolean && literal.Value.AsBoolean == wanted;
}
