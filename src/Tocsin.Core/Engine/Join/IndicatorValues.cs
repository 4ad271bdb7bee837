using System.Globalization;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Join;

/// <summary>Reads an indicator's values as the type of the event field that they are compared with (D39).</summary>
internal static class IndicatorValues
{
    /// <summary>The key with each value as the type of its place; a value that cannot be one stays as it is, and equals nothing.</summary>
    public static ValueKey ToTypes(ValueKey key, DataType[] types)
    {
        Value[]? converted = null;
        for (var i = 0; i < types.Length; i++)
        {
            var value = ToType(key.Values[i], types[i]);
            if (value.Kind == key.Values[i].Kind)
                continue;
            converted ??= (Value[])key.Values.Clone();
            converted[i] = value;
        }

        return converted is null ? key : new(converted);
    }

    /// <summary>Whether one of an event's values equals one of an indicator's.</summary>
    public static bool Meet(Event read, int slot, DataType type, FieldSnapshot indicator, int indicatorSlot)
    {
        var values = read.Get(slot);
        var others = indicator.Get(indicatorSlot);
        for (var i = 0; i < others.Count; i++)
        {
            var other = ToType(others[i], type);
            for (var j = 0; j < values.Count; j++)
            {
                if (ValueComparer.AreEqual(values[j], other))
                    return true;
            }
        }

        return false;
    }

    private static Value ToType(in Value value, DataType type)
    {
        var isText = value.Kind == ValueKind.String;
        switch (type)
        {
            case DataType.Ip when isText:
                var address = new byte[IpText.AddressBytes];
                return IpText.TryParse(value.AsBytes, address) ? Value.FromIp(address) : value;
            case DataType.Integer or DataType.Long when isText:
                return long.TryParse(
                    ValueText.Format(value),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                    ? Value.FromLong(number)
                    : value;
            case DataType.Keyword or DataType.Text when !isText && !value.IsNull:
                return Value.FromText(ValueText.Format(value));
            default:
                return value;
        }
    }
}
