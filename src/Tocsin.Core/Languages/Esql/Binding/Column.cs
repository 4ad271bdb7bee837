using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>A column as a command sees it: a name for a field of the event or for a computed cell.</summary>
/// <param name="Name">The flat name.</param>
/// <param name="Type">Its type; <see cref="DataType.Dynamic"/> where nothing declares the field.</param>
internal sealed record Column(string Name, DataType Type)
{
    /// <summary>The field, where the column is one; its own name may differ after a <c>RENAME</c>.</summary>
    public FieldInfo? Field { get; init; }

    /// <summary>The cell, where the column is computed; else -1.</summary>
    public int Cell { get; init; } = -1;

    /// <summary>Whether it is there only because <c>FROM</c> has it: no command named it.</summary>
    public bool IsImplicit { get; init; }

    /// <summary>The types of the field where its indices disagree (4.3).</summary>
    public IReadOnlyDictionary<string, DataType>? Conflicts { get; init; }
}
