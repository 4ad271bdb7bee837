using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>A table that queries join: <c>--lookup NAME=FILE</c>. Immutable; shared between threads.</summary>
/// <param name="Name">What queries call it.</param>
/// <param name="Columns">Names and types, sorted by name.</param>
/// <param name="Rows">One array for each row, a cell for each column; they borrow nothing.</param>
internal sealed record LookupTable(string Name, IReadOnlyList<ResultColumn> Columns, IReadOnlyList<Value[]> Rows)
{
    /// <summary>The place of a column, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
                return i;
        }

        return -1;
    }

    /// <summary>The type of a column.</summary>
    public DataType TypeOf(int column) => Columns[column].Type;
}
