using System.Text;
using System.Text.Json;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Json;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake.Generic;

/// <summary>A message that Google Cloud Pub/Sub pushes: <c>{"message":{"data":"BASE64","messageId":"1"},"subscription":"…"}</c>.</summary>
/// <remarks>The record is kept as it is; the reader unpacks it. Pub/Sub sends again what was not answered in time, with the same <c>messageId</c>.</remarks>
/// <param name="Subscription">Who sent it.</param>
/// <param name="MessageId">What is the same in a repeat; null where there is none.</param>
internal sealed record PubSubPush(string Subscription, string? MessageId)
{
    /// <summary>Reads a body that is one such message.</summary>
    public static bool TryRead(ArraySegment<byte> body, out PubSubPush message)
    {
        message = null!;
        var text = body.AsSpan();
        if (text.IndexOf("\"subscription\""u8) < 0 || text.IndexOf("\"message\""u8) < 0 || !DocumentJson.IsStrict(text))
            return false;
        using var parsed = DocumentJson.Parse(text);
        var root = parsed.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || root.TextAt("subscription") is not { } subscription
            || root.TextAt("message", "data") is null
        )
            return false;
        message = new(subscription, root.TextAt("message", "messageId") ?? root.TextAt("message", "message_id"));
        return true;
    }

    /// <summary>Adds the message as a record.</summary>
    public void AddTo(ReadOnlySpan<byte> body, BatchBuilder batch)
    {
        var start = JsonScan.SkipBlanks(body, 0);
        batch.Append(body[start..].TrimEnd(" \t\r\n"u8));
        batch.Complete(
            MessageId is null
                ? RecordKey.None
                : RecordKeys.OfDocument(Encoding.UTF8.GetBytes(Subscription), Encoding.UTF8.GetBytes(MessageId))
        );
    }
}
