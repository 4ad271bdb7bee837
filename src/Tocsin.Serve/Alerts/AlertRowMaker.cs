using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Live;
using Tocsin.Core.Events;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Alerts;

/// <summary>Makes rows of the engine's alerts. Threads: one.</summary>
/// <param name="streams">The names of indices that the engine's events go by.</param>
internal sealed class AlertRowMaker(DataStreams streams)
{
    private const int LabelsMax = 200;
    private const int ValuesMax = 20;

    /// <summary>The fields that name entities, by kind.</summary>
    private static readonly (string Kind, string[] Fields)[] EntityFields =
    [
        (
            AlertLabels.User,
            [
                "user.name",
                "user.id",
                "user.email",
                "kubernetes.audit.user.username",
                "process.user.name",
                "client.user.name",
                "source.user.name",
                "aws.cloudtrail.user_identity.arn",
            ]
        ),
        (AlertLabels.Host, ["host.name", "host.hostname", "host.id"]),
        (AlertLabels.SourceIp, ["source.ip", "kubernetes.audit.sourceIPs", "client.ip"]),
        (
            AlertLabels.Namespace,
            ["orchestrator.namespace", "kubernetes.namespace", "kubernetes.audit.objectRef.namespace"]
        ),
        (AlertLabels.Pod, ["kubernetes.pod.name", "orchestrator.resource.name", "kubernetes.audit.objectRef.name"]),
        (AlertLabels.Container, ["container.id", "container.name", "kubernetes.container.name"]),
        (AlertLabels.Process, ["process.name", "process.executable"]),
        (AlertLabels.Cluster, ["orchestrator.cluster.name", "orchestrator.cluster.id"]),
    ];

    private readonly AlertDocumentWriter _writer = new(streams);

    /// <summary>The row of a change.</summary>
    public AlertRow Make(AlertChange change)
    {
        var alert = change.Alert;
        var document = _writer.Write(alert, out var summary).ToArray();
        using var parsed = JsonDocuments.TryParse(document);
        return new()
        {
            Id = alert.Id,
            Change = change.Kind,
            ReplacedId = change.ReplacedId == alert.Id ? null : change.ReplacedId,
            RuleId = summary.RuleId,
            RuleName = summary.RuleName,
            RuleType = TypeNames.Of(alert.Rule.Type),
            Severity = summary.Severity,
            RiskScore = summary.RiskScore,
            Kind = alert.Kind,
            IsBuildingBlock = summary.IsBuildingBlock,
            TimeMillis = alert.TimeMillis,
            FirstMillis = summary.FirstMillis == Event.NoTime ? null : summary.FirstMillis,
            LastMillis = summary.LastMillis == Event.NoTime ? null : summary.LastMillis,
            Index = IndexOf(alert),
            GroupId = alert.GroupId,
            EvidenceCount = summary.EventCount,
            IsClosed = alert.IsClosed,
            Labels = LabelsOf(alert, summary, parsed?.RootElement),
            Text = parsed is null ? "" : AlertText.Of(parsed.RootElement),
            Document = document,
        };
    }

    private string IndexOf(Alert alert)
    {
        if (alert.Events is [var first, ..])
            return streams.NameOf(first.StreamId);
        return alert.Evidence?.Items is [var item, ..] ? streams.NameOf(item.StreamId) : "";
    }

    private static List<AlertLabel> LabelsOf(Alert alert, AlertSummary summary, JsonElement? document)
    {
        var labels = new Labels();
        foreach (var (id, name) in summary.Tactics)
        {
            labels.Add(AlertLabels.Tactic, id);
            labels.Add(AlertLabels.Tactic, name);
        }

        foreach (var (id, name) in summary.Techniques)
        {
            labels.Add(AlertLabels.Technique, id);
            labels.Add(AlertLabels.Technique, name);
        }

        foreach (var tag in alert.Rule.Tags)
            labels.Add(AlertLabels.RuleTag, tag);
        AddGroups(labels, alert);
        if (document is { } root)
        {
            AddEntities(labels, root);
            // A row does not say who did it; the events that it rests on do.
            var evidence = new List<JsonElement>();
            JsonPaths.Collect(root, "tocsin.evidence.events._source", evidence);
            foreach (var source in evidence)
                AddEntities(labels, source);
        }

        return labels.All;
    }

    private static void AddEntities(Labels labels, JsonElement document)
    {
        var found = new List<JsonElement>();
        foreach (var (kind, fields) in EntityFields)
        {
            foreach (var field in fields)
            {
                found.Clear();
                JsonPaths.Collect(document, field, found);
                foreach (var value in found.Take(ValuesMax))
                {
                    if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                        labels.Add(kind, value.ToString());
                }
            }
        }
    }

    private static void AddGroups(Labels labels, Alert alert)
    {
        foreach (var (field, value) in alert.Threshold?.Terms ?? [])
            AddGroup(labels, field, value);
        foreach (var (field, value) in alert.Suppression?.Terms ?? [])
            AddGroup(labels, field, value);
        for (var i = 0; i < alert.NewTerms.Count && i < (alert.Rule.NewTerms?.Fields.Count ?? 0); i++)
            AddGroup(labels, alert.Rule.NewTerms!.Fields[i], alert.NewTerms[i]);
        if (alert.Kind != AlertKind.Row || alert.Rule.Type != RuleType.Esql)
            return;
        for (var i = 0; i < alert.Columns.Count; i++)
        {
            if (alert.Cells[i].Kind == ValueKind.String)
                AddGroup(labels, alert.Columns[i].Name, alert.Cells[i]);
        }
    }

    private static void AddGroup(Labels labels, string field, Value value)
    {
        for (var i = 0; i < value.Count && i < ValuesMax; i++)
            labels.Add(AlertLabels.Group, field + "=" + FieldScalar.Of(value[i]).Text);
    }

    /// <summary>Distinct labels, a bounded number of them.</summary>
    private sealed class Labels
    {
        private readonly HashSet<AlertLabel> _known = [];

        public List<AlertLabel> All { get; } = [];

        public void Add(string kind, string value)
        {
            if (value.Length == 0 || All.Count >= LabelsMax)
                return;
            // PostgreSQL's texts cannot hold NUL.
            var kept = value.Replace('\0', '\uFFFD');
            var label = new AlertLabel(
                kind,
                kept.Length <= AlertLabels.ValueLengthMax ? kept : AlertText.Cut(kept, AlertLabels.ValueLengthMax)
            );
            if (_known.Add(label))
                All.Add(label);
        }
    }
}
