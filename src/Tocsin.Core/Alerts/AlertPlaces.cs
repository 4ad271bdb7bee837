namespace Tocsin.Core.Alerts;

/// <summary>Who and where, for lists of alerts: the first field that has a value tells.</summary>
internal static class AlertPlaces
{
    private static readonly string[] UserFields =
    [
        "user.name",
        "kubernetes.audit.user.username",
        "process.user.name",
        "user.email",
        "aws.cloudtrail.user_identity.arn",
        "client.user.name",
        "source.user.name",
        "user.id",
        "process.user.id",
        "Esql.kubernetes_audit_user_username_values",
        "Esql.user_name_values",
    ];

    private static readonly string[] HostFields = ["host.name", "host.hostname", "agent.name", "host.id"];

    private static readonly string[] NamespaceFields =
    [
        "orchestrator.namespace",
        "kubernetes.namespace",
        "kubernetes.audit.objectRef.namespace",
        "Esql.kubernetes_audit_objectRef_namespace_values",
    ];

    private static readonly string[] ResourceFields =
    [
        "kubernetes.pod.name",
        "orchestrator.resource.name",
        "kubernetes.audit.objectRef.name",
        "container.name",
    ];

    private static readonly string[] SourceFields = ["source.ip", "kubernetes.audit.sourceIPs", "client.ip"];

    /// <summary>The user, or empty.</summary>
    /// <param name="sources">Where to look, the alert's own fields first.</param>
    public static string Who(List<AlertFields> sources) => First(sources, UserFields) ?? "";

    /// <summary>Host, namespace and resource, and source address: what is known of them.</summary>
    /// <param name="sources">Where to look, the alert's own fields first.</param>
    public static string Where(List<AlertFields> sources)
    {
        var host = First(sources, HostFields);
        var place = First(sources, NamespaceFields);
        var resource = First(sources, ResourceFields);
        if (place is not null && resource is not null)
            place += "/" + resource;
        var address = First(sources, SourceFields);
        return Join(Join(host, place ?? resource), address is null ? null : "from " + address) ?? "";
    }

    private static string? Join(string? first, string? second) =>
        first is null ? second
        : second is null ? first
        : first + " " + second;

    private static string? First(List<AlertFields> sources, string[] fields)
    {
        foreach (var source in sources)
        {
            foreach (var field in fields)
            {
                if (source.First(field) is { } found)
                    return found;
            }
        }

        return null;
    }
}
