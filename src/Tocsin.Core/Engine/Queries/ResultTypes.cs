using Tocsin.Core.Fields;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Gives columns whose type nothing declares the type that their values have.</summary>
internal static class ResultTypes
{
    /// <summary>The same result with every column's type known.</summary>
    public static ResultTable Settle(ResultTable table)
    {
        var columns = new List<ResultColumn>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            if (column.Type == DataType.Dynamic)
            {
                DataType? type = null;
                foreach (var row in table.Rows)
                {
                    if (!row.Cells[i].IsNull)
                        type = ValueTypes.Widen(type, row.Cells[i]);
                }

                column = column with { Type = type ?? DataType.Keyword };
            }

            columns.Add(column);
        }

        return table with
        {
            Columns = columns,
        };
    }
}
