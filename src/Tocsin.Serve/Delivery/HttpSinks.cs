using System.Buffers;
using System.Text.Json;
using Tocsin.Core.Values;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>Posts each alert to an address.</summary>
internal sealed class WebhookSink(SinkOptions options, TimeProvider time) : ISink
{
    private readonly HttpSender _sender = new(options, time);

    /// <inheritdoc/>
    public int BatchMax => 1;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        var notice = notices[0];
        // PagerDuty's secret is part of its body; for all others it is a header.
        var isPagerDuty = options.Shape == WebhookShape.PagerDuty;
        var body = WebhookBody.Of(notice, options, isPagerDuty ? options.Secret!.Read() : "");
        var (result, _) = await _sender
            .PostAsync(Address(), body, "application/json", notice.IdempotencyKey, !isPagerDuty, cancellation)
            .ConfigureAwait(false);
        return result;
    }

    public void Dispose() => _sender.Dispose();

    private Uri Address()
    {
        if (options.UrlFrom is null)
            return options.Url!;
        return Uri.TryCreate(options.UrlFrom.Read(), UriKind.Absolute, out var url) && SinkOptions.IsHttp(url)
            ? url
            : throw new InvalidOperationException($"what `{options.UrlFrom}` holds is no `http` or `https` URL");
    }
}

/// <summary>Posts alerts to Prometheus' Alertmanager (version 2 of its API).</summary>
/// <remarks>Its labels identify an alert, so the alert's id is one of them: a repetition changes nothing there.</remarks>
internal sealed class AlertmanagerSink(SinkOptions options, TimeProvider time) : ISink
{
    private static readonly string[] Labels =
    [
        AlertLabels.User,
        AlertLabels.Host,
        AlertLabels.SourceIp,
        AlertLabels.Namespace,
        AlertLabels.Pod,
        AlertLabels.Cluster,
    ];

    private readonly HttpSender _sender = new(options, time);
    private readonly Uri _url = new(options.Url!.AbsoluteUri.TrimEnd('/') + "/api/v2/alerts");

    /// <inheritdoc/>
    public int BatchMax => options.BatchMax;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var notice in notices)
                Write(writer, notice);
            writer.WriteEndArray();
        }

        var key = notices.Count == 1 ? notices[0].IdempotencyKey : null;
        var (result, _) = await _sender
            .PostAsync(_url, buffer.WrittenMemory, "application/json", key, withSecret: true, cancellation)
            .ConfigureAwait(false);
        return result;
    }

    public void Dispose() => _sender.Dispose();

    private void Write(Utf8JsonWriter writer, Notice notice)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("labels");
        writer.WriteString("alertname", notice.Alert.RuleName);
        writer.WriteString("severity", notice.Severity);
        writer.WriteString("rule_id", notice.Alert.RuleId);
        writer.WriteString("alert_id", notice.ReplacedId ?? notice.Alert.Id);
        foreach (var kind in Labels)
        {
            if (notice.Alert.LabelsOf(kind).FirstOrDefault() is { } value)
                writer.WriteString(kind, value);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("annotations");
        writer.WriteString("summary", AlertText.Cut(NoticeFields.Reason(notice.Alert), 2_000));
        writer.WriteString("risk_score", NoticeFields.Text(notice, "risk_score", null));
        writer.WriteString("evidence_count", NoticeFields.Text(notice, "evidence_count", null));
        writer.WriteEndObject();
        // Without an end, Alertmanager takes an alert for resolved a few minutes after it was sent.
        var now = time.GetUtcNow();
        writer.WriteString("startsAt", Iso8601.Format(Math.Min(notice.Alert.TimeMillis, now.ToUnixTimeMilliseconds())));
        writer.WriteString("endsAt", Iso8601.Format((now + options.ActiveFor).ToUnixTimeMilliseconds()));
        if (notice.Link(options.LinkBase) is { } link)
            writer.WriteString("generatorURL", link);
        writer.WriteEndObject();
    }
}

/// <summary>Writes alerts into an index of Elasticsearch by its bulk API, so that Kibana shows them.</summary>
/// <remarks>
/// A new alert is created, so that one that is there keeps what people did to it in Kibana; one that has grown is indexed where the
/// index is no data stream. Alerts that are there already count as sent.
/// </remarks>
internal sealed class ElasticsearchSink(SinkOptions options, TimeProvider time) : ISink
{
    private readonly HttpSender _sender = new(options, time);
    private readonly Uri _url = new(
        options.Url!.AbsoluteUri.TrimEnd('/') + "/" + Uri.EscapeDataString(options.Index) + "/_bulk"
    );

    /// <inheritdoc/>
    public int BatchMax => options.BatchMax;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        var items = new List<Notice?>();
        foreach (var notice in notices)
        {
            if (notice.ReplacedId is not null)
            {
                WriteAction(body, "delete", notice.ReplacedId);
                items.Add(null);
            }

            WriteAction(body, notice.Alert.Revision == 1 ? "create" : "index", notice.Alert.Id);
            items.Add(notice);
            body.Write(notice.Alert.Document);
            body.Write("\n"u8);
        }

        var (result, answer) = await _sender
            .PostAsync(_url, body.WrittenMemory, "application/x-ndjson", null, withSecret: true, cancellation)
            .ConfigureAwait(false);
        return result.Status == SendStatus.Sent ? Items(items, answer) : result;
    }

    public void Dispose() => _sender.Dispose();

    private static void WriteAction(ArrayBufferWriter<byte> body, string action, string id)
    {
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(action);
            writer.WriteString("_id", id);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        body.Write("\n"u8);
    }

    /// <param name="sent">The alert of each item; null for one that was only removed.</param>
    /// <param name="answer">The answer.</param>
    private static SendResult Items(List<Notice?> sent, byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (!document.RootElement.GetProperty("errors").GetBoolean())
                return SendResult.Sent;
            var refused = new List<(Notice, string)>();
            var items = document.RootElement.GetProperty("items");
            for (var i = 0; i < sent.Count; i++)
            {
                var item = items[i].EnumerateObject().First().Value;
                var status = item.GetProperty("status").GetInt32();
                var reason = item.TryGetProperty("error", out var error)
                    ? AlertText.Cut(error.GetRawText(), 500)
                    : $"status {status}";
                // Those that were taken are there already when the rest is sent again.
                if (status is 429 or >= 500)
                    return new(SendStatus.Retry, reason);
                if (status is >= 300 and not 409 && sent[i] is { } notice)
                    refused.Add((notice, reason));
            }

            return new(SendStatus.Sent, Refused: refused);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or FormatException
            )
        {
            return new(SendStatus.Retry, "the answer is not that of a bulk request");
        }
    }
}
