using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>One object of a document, seen as an event of its own: its fields are counted from it.</summary>
/// <param name="part">The object.</param>
/// <param name="slots">By slot the path of a field, counted from the object, and its type.</param>
internal sealed class ObjectEvent(DocumentPart part, (string Path, DataType Type)[] slots) : Event
{
    private readonly ByteArena _scratch = new();

    public override ReadOnlySpan<byte> Raw => ToDocument();

    public override bool IsMapped => false;

    public override string Id => "";

    public override bool HasOwnId => false;

    public override byte[] ToDocument() => DocumentFields.ToJson(part);

    public override Value Get(int slot)
    {
        var (path, type) = slots[slot];
        var found = new List<DocumentPart>();
        DocumentFields.Collect(part.Element, part.Prefix + path, found);
        var values = new List<Value>(found.Count);
        foreach (var item in found)
        {
            if (item.Prefix.Length == 0 && DocumentFields.TryRead(item.Element, type, _scratch, out var value))
                values.Add(value);
        }

        return Value.FromMany([.. values]);
    }
}
