using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Values;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>What messages say about an alert, as plain text. Nothing in it is trusted: whoever puts it into a body escapes it.</summary>
internal static class NoticeFields
{
    private const int TextMax = 2_000;

    /// <summary>The names that templates may use.</summary>
    public static readonly string[] Names =
    [
        "id",
        "revision",
        "change",
        "rule_id",
        "rule_name",
        "rule_type",
        "severity",
        "risk_score",
        "reason",
        "time",
        "first",
        "last",
        "evidence_count",
        "index",
        "status",
        "user",
        "host",
        "source_ip",
        "namespace",
        "pod",
        "cluster",
        "group",
        "tactic",
        "technique",
        "tags",
        "link",
    ];

    /// <summary>The text of a name; empty where there is none.</summary>
    public static string Text(Notice notice, string name, Uri? linkBase)
    {
        var alert = notice.Alert;
        var text = name switch
        {
            "id" => alert.Id,
            "revision" => alert.Revision.ToString(),
            "change" => notice.KindName,
            "rule_id" => alert.RuleId,
            "rule_name" => alert.RuleName,
            "rule_type" => alert.RuleType,
            "severity" => notice.Severity,
            "risk_score" => alert.RiskScore.ToString("0.##"),
            "reason" => Reason(alert),
            "time" => Iso8601.Format(alert.TimeMillis),
            "first" => alert.FirstMillis is { } first ? Iso8601.Format(first) : "",
            "last" => alert.LastMillis is { } last ? Iso8601.Format(last) : "",
            "evidence_count" => alert.EvidenceCount.ToString(),
            "index" => alert.Index,
            "status" => alert.Status,
            "tags" => Labels(alert, AlertLabels.RuleTag, AlertLabels.Tag),
            "link" => notice.Link(linkBase) ?? "",
            _ => Labels(alert, name),
        };
        return AlertText.Cut(text, TextMax);
    }

    /// <summary>The alert's sentence.</summary>
    public static string Reason(StoredAlert alert)
    {
        using var document = JsonDocuments.TryParse(alert.Document);
        return
            document?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("kibana.alert.reason", out var reason)
            && reason.ValueKind == JsonValueKind.String
            ? reason.GetString()!
            : $"{alert.RuleName} raised an alert.";
    }

    private static string Labels(StoredAlert alert, params string[] kinds) =>
        string.Join(", ", alert.Labels.Where(l => kinds.Contains(l.Kind)).Select(l => l.Value).Take(10));
}
