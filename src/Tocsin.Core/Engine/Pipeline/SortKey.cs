using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>One key of an order of rows.</summary>
/// <param name="Column">The cell that is compared.</param>
/// <param name="IsDescending">Whether the largest comes first.</param>
/// <param name="NullsFirst">Whether rows without a value come first.</param>
internal sealed record SortKey(BoundColumn Column, bool IsDescending, bool NullsFirst)
{
    /// <summary>Compares the key's values in two rows; several values count as the one that comes first (ES|QL specification, 8.9.2).</summary>
    public int Compare(in Value x, in Value y)
    {
        if (x.IsNull || y.IsNull)
        {
            if (x.IsNull && y.IsNull)
                return 0;
            return x.IsNull == NullsFirst ? -1 : 1;
        }

        var order =
            x.IsMany || y.IsMany
                ? ValueComparer.CompareValues(Leading(x), Leading(y))
                : ValueComparer.CompareValues(x, y);
        return IsDescending ? -order : order;
    }

    private Value Leading(in Value value)
    {
        var leading = value[0];
        for (var i = 1; i < value.Count; i++)
        {
            var order = ValueComparer.CompareValues(value[i], leading);
            if (IsDescending ? order > 0 : order < 0)
                leading = value[i];
        }

        return leading;
    }
}
