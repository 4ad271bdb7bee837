using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Conditional;

/// <summary>A <see cref="Case"/> most of whose conditions compare one text field with constants: one look-up instead of a comparison for each.</summary>
/// <remarks>A field with several values makes each of those conditions warn: then the call is evaluated as it is written.</remarks>
internal sealed class CaseTable : ILazyFunction
{
    private const int ComparisonsMin = 4;

    private readonly Case _asWritten;
    private readonly BoundField _field;
    private readonly Dictionary<Value, int> _places = new(ValueComparer.Instance);
    private readonly List<int> _others = [];

    private CaseTable(Case asWritten, BoundField field) => (_asWritten, _field) = (asWritten, field);

    /// <summary>The table of a call; null where it would not pay.</summary>
    /// <param name="asWritten">Evaluates the call condition by condition.</param>
    /// <param name="arguments">The call's arguments.</param>
    public static CaseTable? TryMake(Case asWritten, IReadOnlyList<BoundExpression> arguments)
    {
        CaseTable? table = null;
        for (var i = 0; Case.IsCondition(i, arguments.Count); i += 2)
        {
            if (!IsComparison(arguments[i], out var field, out var constants))
            {
                table?._others.Add(i);
                continue;
            }

            if (table is null)
            {
                table = new(asWritten, field);
                for (var before = 0; before < i; before += 2)
                    table._others.Add(before);
            }

            if (field.Slot != table._field.Slot || field.AsDocValues != table._field.AsDocValues)
            {
                table._others.Add(i);
                continue;
            }

            foreach (var constant in constants)
                table._places.TryAdd(((BoundLiteral)constant).Value, i);
        }

        return table is { _places.Count: >= ComparisonsMin } ? table : null;
    }

    /// <inheritdoc/>
    public Value Evaluate(EvalContext context, BoundCall call)
    {
        var value = _field.Evaluate(context);
        if (!value.IsNull && value.Kind != ValueKind.String)
            return _asWritten.Evaluate(context, call);
        var arguments = call.Arguments;
        // Without a value no comparison is true. An even number: the place of the value for all other cases, or behind the end.
        var place = arguments.Length & ~1;
        if (!value.IsNull && _places.TryGetValue(value, out var found))
            place = found;
        foreach (var other in _others)
        {
            if (other > place)
                break;
            if (Case.IsTrue(new(context, call), arguments[other].Evaluate(context)))
            {
                place = other;
                break;
            }
        }

        if (place >= arguments.Length)
            return Value.Null;
        var picked = Case.IsCondition(place, arguments.Length) ? arguments[place + 1] : arguments[place];
        return CommonType.Unify(picked.Evaluate(context), call.Type);
    }

    /// <summary>Whether a condition is <c>field == "text"</c> or <c>field IN ("text", …)</c>.</summary>
    private static bool IsComparison(
        BoundExpression condition,
        out BoundField field,
        out IEnumerable<BoundExpression> constants
    )
    {
        (field, constants) = (null!, []);
        if (condition is not BoundCall { Function: Equal or In } call || call.Children[0] is not BoundField left)
            return false;
        (field, constants) = (left, call.Children.Skip(1));
        return left.Type.IsString() && constants.All(c => c is BoundLiteral { Value.Kind: ValueKind.String });
    }
}
