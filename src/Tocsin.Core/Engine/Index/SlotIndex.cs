using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>What the values of one field set. Immutable.</summary>
/// <param name="number">Its place among the fields of the index.</param>
/// <param name="slot">The field's slot.</param>
internal sealed class SlotIndex(int number, int slot)
{
    /// <summary>Its place among the fields of the index.</summary>
    public int Number { get; } = number;

    /// <summary>The field's slot.</summary>
    public int Slot { get; } = slot;

    /// <summary>The first of its lists, which follow each other.</summary>
    public int FirstList { get; init; }

    /// <summary>Behind the last of its lists.</summary>
    public int EndList { get; init; }

    /// <summary>The list for an event in which the field may have a value; -1 for none.</summary>
    public int Present { get; init; } = -1;

    /// <summary>The list for a value that is no text; -1 for none.</summary>
    public int NoText { get; init; } = -1;

    /// <summary>The list for text that is not all ASCII; -1 for none.</summary>
    public int NotAscii { get; init; } = -1;

    /// <summary>Texts with their lists; null for none.</summary>
    public TextTable? Texts { get; init; }

    /// <summary>Literals with their lists; null for none.</summary>
    public LiteralSearch? Literals { get; init; }

    /// <summary>Values that are no text, with their lists; null for none.</summary>
    public IReadOnlyDictionary<Value, int>? Constants { get; init; }

    /// <summary>Whether the value itself matters, not only that there is one.</summary>
    public bool ReadsValues { get; init; }

    /// <summary>Whether remembering what a text sets may pay: it does not where it takes one look-up anyway.</summary>
    public bool IsSearched { get; init; }
}
