namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Numbers the cells of a plan from 0.</summary>
internal sealed class CellNumbers
{
    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The next number.</summary>
    public int Next() => Count++;
}
