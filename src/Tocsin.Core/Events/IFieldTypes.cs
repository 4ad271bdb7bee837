using Tocsin.Core.Fields;

namespace Tocsin.Core.Events;

/// <summary>The declared types of fields, by index: what a reader asks once for each field and index.</summary>
/// <remarks>Threads: safe.</remarks>
internal interface IFieldTypes
{
    /// <summary>
    /// What is known of a path in events of an index: its type (<see cref="DataType.Dynamic"/> where nothing declares it), its traits
    /// (<see cref="FieldTraits.Lowercase"/> has its values lower-cased) and, for a multi-field, whose values it takes.
    /// </summary>
    /// <param name="index">The name of the data stream or index.</param>
    /// <param name="path">The dotted path.</param>
    FieldInfo Describe(string index, string path);
}
