using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine;

/// <summary>A column of a result.</summary>
internal sealed record ResultColumn(string Name, DataType Type);

/// <summary>A row of a result.</summary>
/// <param name="Cells">One for each column, in order; they borrow nothing.</param>
/// <param name="GroupKey">For a row of <c>STATS … BY</c>: the values of its group keys, in order; empty without. What the row is about.</param>
/// <param name="Evidence">The events it rests on, where evidence is kept.</param>
internal sealed record ResultRow(Value[] Cells, Value[] GroupKey, Evidence? Evidence);

/// <summary>A result: columns and rows.</summary>
internal sealed record ResultTable(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<ResultRow> Rows);
