using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Raw audit events of a Kubernetes API server, as the Kubernetes integration maps them.</summary>
/// <remarks>
/// Semantics: data-sources 5.3. Differences on purpose: <c>@timestamp</c> is the stage time rather than when a file was read (3), and the metadata
/// of request and response objects stays reachable under <c>tocsin.audit</c> (step 4).
/// </remarks>
internal sealed class KubernetesAudit : SourceFormat
{
    public const string Dataset = "kubernetes.audit_logs";

    public static readonly KubernetesAudit Instance = new();

    private const string Prefix = "kubernetes.audit.";
    private const string RequestMetadata = "tocsin.audit.request_metadata";
    private const string ResponseMetadata = "tocsin.audit.response_metadata";
    private const string Decision = "annotations.authorization_k8s_io/decision";

    private static readonly Dictionary<string, FieldOrigin> Table = new(StringComparer.Ordinal)
    {
        ["@timestamp"] = FieldOrigin.FirstOf("stageTimestamp", "requestReceivedTimestamp"),
        ["event.kind"] = FieldOrigin.Constant("event"),
        ["event.action"] = FieldOrigin.Path("verb"),
        ["event.outcome"] = FieldOrigin.Decision(Decision),
        ["event.dataset"] = FieldOrigin.Constant(Dataset),
        ["data_stream.type"] = FieldOrigin.Constant("logs"),
        ["data_stream.dataset"] = FieldOrigin.Constant(Dataset),
        ["data_stream.namespace"] = FieldOrigin.Constant("default"),
        ["agent.type"] = FieldOrigin.Constant("filebeat"),
        ["ecs.version"] = FieldOrigin.Constant("8.0.0"),
        ["user.name"] = FieldOrigin.Path("user.username"),
        ["user.id"] = FieldOrigin.Path("user.uid"),
        ["user_agent.original"] = FieldOrigin.Path("userAgent"),
        ["source.ip"] = FieldOrigin.Addresses("sourceIPs"),
        ["client.ip"] = FieldOrigin.Addresses("sourceIPs"),
        ["related.ip"] = FieldOrigin.Addresses("sourceIPs"),
        ["related.user"] = FieldOrigin.Union("user.uid", "user.username"),
        ["orchestrator.type"] = FieldOrigin.Constant("kubernetes"),
        ["orchestrator.api_version"] = FieldOrigin.Path("apiVersion"),
        ["orchestrator.namespace"] = FieldOrigin.Path("objectRef.namespace"),
        ["orchestrator.resource.type"] = FieldOrigin.Path("objectRef.resource"),
        ["orchestrator.resource.name"] = FieldOrigin.Path("objectRef.name"),
        // No API server writes these two: intake puts them into the events that it takes.
        ["orchestrator.cluster.name"] = FieldOrigin.Path("orchestrator.cluster.name"),
        ["tocsin.sent_index"] = FieldOrigin.Path("tocsin.sent_index"),
    };

    public override string Name => "kubernetes-audit";

    public override bool IsMapped => true;

    public override bool DropsEmptyTexts => true;

    public override IReadOnlyList<string> UnderscoredObjects => ["annotations"];

    public override FieldOrigin? OriginOf(string field)
    {
        if (Table.TryGetValue(field, out var origin))
            return origin;
        if (Moved(field, RequestMetadata, "requestObject.metadata") is { } request)
            return request;
        if (Moved(field, ResponseMetadata, "responseObject.metadata") is { } response)
            return response;
        if (!field.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var path = field[Prefix.Length..];
        var isMoved =
            path.StartsWith("requestObject.metadata.", StringComparison.Ordinal)
            || path.StartsWith("responseObject.metadata.", StringComparison.Ordinal);
        var isIntakes =
            path.StartsWith("orchestrator.", StringComparison.Ordinal)
            || path.StartsWith("tocsin.", StringComparison.Ordinal);
        return isMoved || isIntakes || path.Length == 0 ? null : FieldOrigin.Path(path);
    }

    public override byte[] ToDocument(ReadOnlySpan<byte> record, Envelope? envelope) =>
        KubernetesAuditDocument.Write(record, envelope);

    private static FieldOrigin? Moved(string field, string from, string to) =>
        field.StartsWith(from, StringComparison.Ordinal) && field.Length > from.Length && field[from.Length] == '.'
            ? FieldOrigin.Path(string.Concat(to, field.AsSpan(from.Length)))
            : null;
}
