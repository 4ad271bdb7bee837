namespace Tocsin.Bench.EcsGenerator;

/// <summary>Kubernetes audit events as the integration stores them.</summary>
internal sealed class ClusterAudit(Dice dice, string[] people)
{
    private static readonly (string User, string Agent, string Verb, string Resource)[] Usual =
    [
        ("system:node:NODE", "kubelet/v1.34.1 (linux/amd64) kubernetes/93248f9", "update", "leases"),
        ("system:kube-controller-manager", "kube-controller-manager/v1.34.1 (linux/amd64)", "get", "endpoints"),
        ("system:node:NODE", "kubelet/v1.34.1 (linux/amd64) kubernetes/93248f9", "patch", "nodes"),
        ("system:serviceaccount:monitoring:prometheus", "Prometheus/3.5.0", "list", "pods"),
        ("system:kube-scheduler", "kube-scheduler/v1.34.1 (linux/amd64)", "watch", "pods"),
        (
            "system:serviceaccount:argocd:argocd-application-controller",
            "argocd-application-controller/v3.0.0",
            "get",
            "deployments"
        ),
        ("system:apiserver", "kube-apiserver/v1.34.1 (linux/amd64)", "get", "namespaces"),
        ("system:node:NODE", "kubelet/v1.34.1 (linux/amd64) kubernetes/93248f9", "watch", "configmaps"),
        (
            "system:serviceaccount:kube-system:generic-garbage-collector",
            "kube-controller-manager/v1.34.1",
            "list",
            "replicasets"
        ),
        ("PERSON", "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9", "get", "pods"),
        ("PERSON", "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9", "list", "services"),
        ("system:node:NODE", "kubelet/v1.34.1 (linux/amd64) kubernetes/93248f9", "get", "secrets"),
    ];

    private static readonly (string User, string Agent, string Verb, string Resource)[] Odd =
    [
        ("PERSON", "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9", "create", "clusterrolebindings"),
        ("system:anonymous", "curl/8.5.0", "list", "secrets"),
        ("system:serviceaccount:web:default", "python-requests/2.32.3", "create", "selfsubjectrulesreviews"),
    ];

    public void Write(Document document, long millis)
    {
        var (user, agent, verb, resource) = dice.Happens(0.0005) ? dice.Any(Odd) : dice.Skewed(Usual);
        user = user.Replace("NODE", $"node-{dice.Next(60):000}", StringComparison.Ordinal)
            .Replace("PERSON", $"{dice.Skewed(people)}@example.com", StringComparison.Ordinal);
        var space = dice.Skewed(["kube-system", "web", "data", "monitoring", "batch", "default"]);
        document.Begin("kubernetes.audit_logs", millis).Open("event").Text("kind", "event");
        document.Text("dataset", "kubernetes.audit_logs").Text("action", verb).Close();
        document.Open("kubernetes").Open("audit").Text("kind", "Event").Text("apiVersion", "audit.k8s.io/v1");
        document.Text("level", "Metadata").Text("auditID", dice.Uuid()).Text("stage", "ResponseComplete");
        document.Text("requestURI", $"/api/v1/namespaces/{space}/{resource}/{dice.Hex(6)}").Text("verb", verb);
        document.Open("user").Text("username", user).List("groups", "system:authenticated").Close();
        document.List("sourceIPs", $"10.0.1.{dice.Next(60)}").Text("userAgent", agent);
        document
            .Open("objectRef")
            .Text("resource", resource)
            .Text("namespace", space)
            .Text("name", dice.Hex(6))
            .Text("apiVersion", "v1")
            .Close();
        document.Open("responseStatus").Number("code", dice.Skewed([200, 200, 200, 201, 404])).Close();
        document
            .Text("requestReceivedTimestamp", Document.Instant(millis))
            .Text("stageTimestamp", Document.Instant(millis));
        document
            .Open("annotations")
            .Text("authorization_k8s_io/decision", "allow")
            .Text("authorization_k8s_io/reason", "RBAC: allowed by ClusterRoleBinding");
        document.Close().Close().Close();
        document
            .Open("agent")
            .Text("name", "control-plane-1")
            .Text("type", "filebeat")
            .Text("version", "9.1.0")
            .Close();
        document.Open("user").Text("name", user).Close().Open("user_agent").Text("original", agent).Close();
        document
            .Open("orchestrator")
            .Text("type", "kubernetes")
            .Text("namespace", space)
            .Open("resource")
            .Text("type", resource)
            .Close()
            .Close();
    }
}
