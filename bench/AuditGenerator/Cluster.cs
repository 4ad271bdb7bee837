namespace Tocsin.Bench.AuditGenerator;

/// <summary>Who sends requests: an identity, where it sits and what it says it is.</summary>
/// <param name="Name">The user name.</param>
/// <param name="Uid">Its uid; empty for nodes and components.</param>
/// <param name="Groups">Its groups as JSON strings.</param>
/// <param name="Agent">Its user agent.</param>
/// <param name="Address">Its address.</param>
/// <param name="Pod">The pod of a service account; empty otherwise.</param>
/// <param name="Namespace">The namespace that it mostly works in.</param>
internal sealed record Identity(
    string Name,
    string Uid,
    string Groups,
    string Agent,
    string Address,
    string Pod,
    string Namespace
);

/// <summary>A kind of object.</summary>
internal sealed record Resource(string Name, string Group, bool IsNamespaced = true);

/// <summary>A made-up cluster: 120 nodes, 80 namespaces, some hundred workloads and people. All names are invented.</summary>
internal sealed class Cluster
{
    public Cluster(Randomness random)
    {
        Namespaces =
        [
            .. Enumerable
                .Range(0, 80)
                .Select(i =>
                    i < 4 ? System[i] : $"{Teams[i % Teams.Length]}-{Stages[i / Teams.Length % Stages.Length]}"
                ),
        ];
        Pods =
        [
            .. Enumerable
                .Range(0, 4000)
                .Select(i => $"{Apps[i % Apps.Length]}-{random.Next() & 0xFFFFFF:x6}-{random.Next() & 0xFFFFF:x5}"),
        ];
        Nodes = [.. Enumerable.Range(0, 120).Select(i => Node(i))];
        Components = [.. new[] { "kube-controller-manager", "kube-scheduler", "apiserver" }.Select(Component)];
        Workloads = [.. Enumerable.Range(0, 260).Select(i => Workload(i, random))];
        People = [.. Enumerable.Range(0, 60).Select(Person)];
    }

    private static readonly string[] System = ["default", "kube-system", "monitoring", "ingress"];
    private static readonly string[] Teams = ["shop", "billing", "search", "mail", "ledger", "stock", "media", "login"];
    private static readonly string[] Stages =
    [
        "prod",
        "stage",
        "test",
        "dev",
        "load",
        "demo",
        "blue",
        "green",
        "canary",
        "batch",
    ];
    private static readonly string[] Apps =
    [
        "storefront",
        "inventory",
        "payment-gateway",
        "invoice-writer",
        "mail-relay",
        "session-cache",
        "image-resizer",
        "report-builder",
    ];

    public IReadOnlyList<Resource> Resources { get; } =
    [
        new("pods", ""),
        new("pods", ""),
        new("configmaps", ""),
        new("configmaps", ""),
        new("secrets", ""),
        new("services", ""),
        new("endpoints", ""),
        new("events", ""),
        new("nodes", "", false),
        new("namespaces", "", false),
        new("serviceaccounts", ""),
        new("deployments", "apps"),
        new("replicasets", "apps"),
        new("statefulsets", "apps"),
        new("daemonsets", "apps"),
        new("leases", "coordination.k8s.io"),
        new("leases", "coordination.k8s.io"),
        new("endpointslices", "discovery.k8s.io"),
        new("jobs", "batch"),
        new("cronjobs", "batch"),
        new("roles", "rbac.authorization.k8s.io"),
        new("rolebindings", "rbac.authorization.k8s.io"),
        new("clusterroles", "rbac.authorization.k8s.io", false),
        new("networkpolicies", "networking.k8s.io"),
        new("ingresses", "networking.k8s.io"),
    ];

    public IReadOnlyList<string> Namespaces { get; }

    public IReadOnlyList<string> Pods { get; }

    public IReadOnlyList<Identity> Nodes { get; }

    public IReadOnlyList<Identity> Components { get; }

    public IReadOnlyList<Identity> Workloads { get; }

    public IReadOnlyList<Identity> People { get; }

    private static Identity Node(int i) =>
        new(
            $"system:node:node-{i:000}.example.internal",
            "",
            "\"system:nodes\",\"system:authenticated\"",
            "kubelet/v1.33.2 (linux/amd64) kubernetes/a57b6f7",
            $"10.0.{i / 100}.{10 + i % 100}",
            "",
            "kube-node-lease"
        );

    private static Identity Component(string name) =>
        new(
            $"system:{name}",
            "",
            "\"system:authenticated\"",
            $"{name}/v1.33.2 (linux/amd64) kubernetes/a57b6f7/leader-election",
            "10.0.9.5",
            "",
            "kube-system"
        );

    private Identity Workload(int i, Randomness random)
    {
        var space = Namespaces[i % Namespaces.Count];
        return new(
            $"system:serviceaccount:{space}:{Apps[i % Apps.Length]}",
            random.Uuid(),
            $"\"system:serviceaccounts\",\"system:serviceaccounts:{space}\",\"system:authenticated\"",
            $"{Apps[i % Apps.Length]}/2.{i % 7}.{i % 11} (linux/amd64) client-go/v0.33.2",
            $"10.{64 + i % 32}.{i % 200}.{2 + i % 250}",
            Pods[i * 13 % Pods.Count],
            space
        );
    }

    private Identity Person(int i) =>
        new(
            $"person{i:00}@example.com",
            "",
            "\"oidc:engineers\",\"system:authenticated\"",
            $"kubectl/v1.33.{i % 4} (darwin/arm64) kubernetes/a57b6f7",
            $"192.0.2.{1 + i}",
            "",
            Namespaces[i * 7 % Namespaces.Count]
        );
}
