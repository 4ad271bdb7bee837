using System.Buffers.Text;
using System.Text.Json;

namespace Tocsin.Serve.Alerts;

/// <summary>Where a page ended: the last alert's sort value and number. Alerts that come later move no page.</summary>
internal static class AlertCursor
{
    /// <summary>The cursor behind an alert.</summary>
    public static string After(AlertQuery query, StoredAlert alert)
    {
        object value = query.Sort switch
        {
            AlertSort.Time => alert.TimeMillis,
            AlertSort.Updated => alert.UpdatedMillis,
            AlertSort.Severity => (long)alert.Severity,
            AlertSort.Risk => alert.RiskScore,
            _ => alert.RuleName,
        };
        return Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new object[] { (int)query.Sort, query.IsAscending, value, alert.Sequence }
            )
        );
    }

    /// <summary>What a cursor says; false where it is none, or belongs to another order.</summary>
    public static bool TryParse(AlertQuery query, string cursor, out object value, out long sequence)
    {
        value = 0L;
        sequence = 0;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor));
            var parts = document.RootElement;
            if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() != 4)
                return false;
            if (parts[0].GetInt32() != (int)query.Sort || parts[1].GetBoolean() != query.IsAscending)
                return false;
            value = query.Sort switch
            {
                AlertSort.Risk => parts[2].GetDouble(),
                AlertSort.Rule => parts[2].GetString() ?? "",
                _ => parts[2].GetInt64(),
            };
            sequence = parts[3].GetInt64();
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
