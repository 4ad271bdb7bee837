using System.Text;
using System.Text.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Cloud Logging entries of audit logs as Elastic's Google Cloud integration maps them.</summary>
/// <remarks>Semantics: data-sources 11.2.</remarks>
internal sealed class GoogleAudit : TranscodedFormat
{
    public static readonly GoogleAudit Instance = new();

    public override string Name => "gke";

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        var payload = record.At("protoPayload") ?? default;
        document.Set("@timestamp", record.TextAt("timestamp") ?? record.TextAt("receiveTimestamp"));
        WriteStream(document, "gcp.audit");
        document.Set("event.module", "gcp");
        document.Set("event.kind", "event");
        document.Set("event.id", record.TextAt("insertId"));
        document.Set("event.action", payload.TextAt("methodName"));
        var logName = record.TextAt("logName");
        document.Set("log.logger", logName);
        document.Set("log.level", record.TextAt("severity"));
        var slash = logName?.LastIndexOf("%2F", StringComparison.OrdinalIgnoreCase) ?? -1;
        document.Set("event.provider", slash < 0 ? null : logName![(slash + 3)..]);
        var mail = payload.TextAt("authenticationInfo", "principalEmail");
        document.Set("client.user.email", mail);
        document.Set("user.email", mail);
        document.Set("client.user.id", payload.TextAt("authenticationInfo", "principalSubject"));
        document.Set(
            "gcp.audit.authentication_info.authority_selector",
            payload.TextAt("authenticationInfo", "authoritySelector")
        );
        document.Set("gcp.audit.authentication_info.principal_email", mail);
        document.Set("user_agent.original", payload.TextAt("requestMetadata", "callerSuppliedUserAgent"));
        document.Set("service.name", payload.TextAt("serviceName"));
        document.Set("gcp.audit.service_name", payload.TextAt("serviceName"));
        document.Set("gcp.audit.method_name", payload.TextAt("methodName"));
        document.Set("gcp.audit.resource_name", payload.TextAt("resourceName"));
        document.Set("gcp.audit.type", payload.TextAt("@type"));
        document.Set("gcp.audit.status.message", payload.TextAt("status", "message"));
        if (payload.LongAt("status", "code") is { } code)
            document.Set("gcp.audit.status.code", code);
        WriteAddress(document, payload);
        WriteObjects(document, record, payload);
        WriteOutcome(document, record, payload);
        WriteOrchestrator(document, record, payload);
    }

    private static void WriteAddress(DocumentBuilder document, JsonElement payload)
    {
        var address = payload.TextAt("requestMetadata", "callerIp");
        document.Set("gcp.audit.request_metadata.caller_ip", address);
        if (address is null or "private" or "gce-internal-ip")
            return;
        Span<byte> bytes = stackalloc byte[IpText.AddressBytes];
        if (IpText.TryParse(Encoding.UTF8.GetBytes(address), bytes))
            document.Set("source.ip", address);
    }

    private static void WriteObjects(DocumentBuilder document, JsonElement record, JsonElement payload)
    {
        if (payload.At("request") is { } request)
            document.SetElement("gcp.audit.request", request);
        if (payload.At("response") is { ValueKind: JsonValueKind.Object } response)
        {
            foreach (var member in response.EnumerateObject())
            {
                var isScalarStatus =
                    member.Name == "status"
                    && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
                document.SetUnder(
                    ["gcp", "audit", "response", isScalarStatus ? "status_value" : member.Name],
                    member.Value
                );
            }
        }

        if (record.At("labels") is { ValueKind: JsonValueKind.Object } labels)
        {
            foreach (var label in labels.EnumerateObject())
                document.SetUnder(["gcp", "audit", "labels", label.Name], label.Value);
        }

        if (payload.At("authorizationInfo") is { } authorization)
            document.SetElement("gcp.audit.authorization_info", authorization);
    }

    private static void WriteOutcome(DocumentBuilder document, JsonElement record, JsonElement payload)
    {
        var isSingle =
            payload.At("authorizationInfo") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1;
        bool? isGranted = isSingle ? payload.At("authorizationInfo")!.Value[0].FlagAt("granted") ?? false : null;
        var code = payload.LongAt("status", "code");
        document.Set(
            "event.outcome",
            code == 0 || (code is null && isGranted == true) ? "success"
                : code is not null || isGranted == false ? "failure"
                : "unknown"
        );
        var types = new List<string>();
        var categories = new List<string>();
        if (isGranted is { } granted)
        {
            types.AddRange(["access", granted ? "allowed" : "denied"]);
            categories.AddRange(["network", "configuration"]);
        }

        var isFirst = record.FlagAt("operation", "first") == true;
        var isLast = record.FlagAt("operation", "last") == true;
        if (isFirst != isLast)
        {
            categories.Add("session");
            types.Add(isFirst ? "start" : "end");
        }

        document.SetMany("event.type", types);
        document.SetMany("event.category", categories);
    }

    private static void WriteOrchestrator(DocumentBuilder document, JsonElement record, JsonElement payload)
    {
        document.Set("cloud.provider", "gcp");
        document.Set("cloud.project.id", record.TextAt("resource", "labels", "project_id"));
        if (payload.TextAt("serviceName") != "k8s.io")
            return;
        document.Set("orchestrator.type", "kubernetes");
        document.Set("orchestrator.cluster.name", record.TextAt("resource", "labels", "cluster_name"));
        // GROUP/VERSION/namespaces/NAMESPACE/TYPE/NAME
        var parts = payload.TextAt("resourceName")?.Split('/') ?? [];
        if (parts.Length < 5 || parts[2] != "namespaces")
            return;
        document.Set("orchestrator.api_version", parts[1]);
        document.Set("orchestrator.namespace", parts[3]);
        document.Set("orchestrator.resource.type", parts[4]);
        document.Set("orchestrator.resource.name", parts.Length > 5 ? string.Join('/', parts[5..]) : null);
    }
}
