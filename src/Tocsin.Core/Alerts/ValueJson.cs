using System.Text;
using System.Text.Json;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Alerts;

/// <summary>Values as JSON, the way Elasticsearch prints them: dates as ISO text, points as WKT, several values as an array.</summary>
internal static class ValueJson
{
    /// <summary>Writes a value; <see cref="DataType.Source"/> is written as the document it is.</summary>
    public static void Write(Utf8JsonWriter writer, in Value value, DataType type = DataType.Dynamic)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.WriteNullValue();
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean);
                break;
            case ValueKind.Integer:
            case ValueKind.Long:
                writer.WriteNumberValue(value.AsLong);
                break;
            case ValueKind.UnsignedLong:
                writer.WriteNumberValue(value.AsUnsignedLong);
                break;
            case ValueKind.Double:
                WriteDouble(writer, value.AsDouble);
                break;
            case ValueKind.String when type == DataType.Source:
                JsonDocuments.WriteDocument(writer, value.AsBytes.ToArray());
                break;
            case ValueKind.String:
            case ValueKind.Version:
                writer.WriteStringValue(value.AsBytes);
                break;
            case ValueKind.Many:
                writer.WriteStartArray();
                for (var i = 0; i < value.Count; i++)
                    Write(writer, value[i], type);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(ValueText.Format(value));
                break;
        }
    }

    // JSON has no text for infinities and NaN.
    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
            writer.WriteRawValue(Encoding.ASCII.GetBytes(ValueText.FormatDouble(number)), skipInputValidation: true);
        else
            writer.WriteNullValue();
    }
}
