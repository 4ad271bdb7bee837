using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>Several values as an index stores them (ES|QL specification, 4.5).</summary>
internal static class DocValues
{
    /// <summary>Sorted; texts, addresses and versions without repeats; text fields as they are.</summary>
    public static Value Normalise(in Value many, DataType type)
    {
        if (type == DataType.Text)
            return many;
        var values = many.AsMany.ToArray();
        Array.Sort(values, ValueComparer.Instance);
        if (values[0].Kind is not (ValueKind.String or ValueKind.Ip or ValueKind.Version))
            return Value.FromMany(values);
        var count = 1;
        for (var i = 1; i < values.Length; i++)
        {
            if (!ValueComparer.AreEqual(values[i], values[count - 1]))
                values[count++] = values[i];
        }

        return Value.FromMany(values, 0, count);
    }
}
