using System.Text.Json;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>The operations of a bulk body.</summary>
internal enum BulkOperation
{
    Create,
    Index,
    Update,
    Delete,
}

/// <summary>An action line of a bulk body: <c>{"create":{"_index":"x","_id":"1"}}</c>.</summary>
/// <param name="Operation">What is to be done.</param>
/// <param name="Index">The index that it names; null for none.</param>
/// <param name="Id">The id that it names; null for none.</param>
internal readonly record struct BulkAction(BulkOperation Operation, string? Index, string? Id)
{
    /// <summary>Reads a line; null, with the reason, where it is no action. Keys of the metadata that mean nothing here are passed over.</summary>
    public static BulkAction? Read(ReadOnlySpan<byte> line, out string problem)
    {
        try
        {
            return ReadMembers(line, out problem);
        }
        catch (JsonException)
        {
            problem = "expected a JSON object";
            return null;
        }
    }

    private static BulkAction? ReadMembers(ReadOnlySpan<byte> line, out string problem)
    {
        problem = "expected START_OBJECT";
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        problem = "expected FIELD_NAME";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            return null;
        BulkOperation? operation =
            reader.ValueTextEquals("create"u8) ? BulkOperation.Create
            : reader.ValueTextEquals("index"u8) ? BulkOperation.Index
            : reader.ValueTextEquals("update"u8) ? BulkOperation.Update
            : reader.ValueTextEquals("delete"u8) ? BulkOperation.Delete
            : null;
        problem = "expected field [create], [delete], [index] or [update]";
        if (operation is null)
            return null;
        problem = "expected START_OBJECT behind the operation";
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        string? index = null;
        string? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("_index"u8);
            var isId = reader.ValueTextEquals("_id"u8);
            reader.Read();
            if (isIndex)
                index = Text(ref reader);
            else if (isId)
                id = Text(ref reader);
            else
                reader.Skip();
        }

        problem = "expected END_OBJECT";
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read())
            return null;
        problem = "";
        return new(operation.Value, index, id);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text)
            return text;
        if (reader.TokenType == JsonTokenType.Number)
            return System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        reader.Skip();
        return null;
    }
}
