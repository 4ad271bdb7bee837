using System.Globalization;
using System.Text;

namespace Tocsin.Core.Tests.Budgets;

/// <summary>Events whose cost is counted: the same on every machine, with as many distinct users, addresses and objects as a busy hour has.</summary>
internal static class BudgetEvents
{
    private static readonly DateTime Start = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Verbs = ["get", "list", "watch", "update", "get", "patch", "create", "get"];
    private static readonly string[] Resources = ["pods", "leases", "configmaps", "nodes", "services"];
    private static readonly string[] Programs = ["nginx", "java", "sh", "postgres", "node", "cat"];

    /// <summary>Lines of a Kubernetes audit log, two a second; none of them is what a rule of the pack looks for.</summary>
    public static string Audit(int count) =>
        Lines(
            count,
            i =>
            {
                var (user, verb, resource) = (i * 7 % 61, Verbs[i % Verbs.Length], Resources[i * 3 % Resources.Length]);
                return $$$"""
                    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"{{{i:x8}}}-1111-4222-8333-444455556666",
                    "stage":"ResponseComplete","requestURI":"/api/v1/namespaces/team-{{{user
                        % 9}}}/{{{resource}}}/{{{resource}}}-{{{i % 97}}}","verb":"{{{verb}}}",
                    "user":{"username":"system:serviceaccount:team-{{{user
                        % 9}}}:app-{{{user}}}","groups":["system:serviceaccounts","system:authenticated"]},
                    "sourceIPs":["10.1.{{{user}}}.7"],"userAgent":"app/v0.0.0 (linux/amd64) kubernetes/$Format",
                    "objectRef":{"resource":"{{{resource}}}","namespace":"team-{{{user
                        % 9}}}","name":"{{{resource}}}-{{{i % 97}}}","apiVersion":"v1"},
                    "responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"{{{Time(
                        i
                    )}}}","stageTimestamp":"{{{Time(i)}}}",
                    "annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}}
                    """;
            }
        );

    /// <summary>Lines with processes that start in containers, two a second; a few by people at a terminal.</summary>
    public static string Processes(int count) =>
        Lines(
            count,
            i =>
            {
                var program = Programs[i % Programs.Length];
                return $$$"""
                    {"@timestamp":"{{{Time(
                        i
                    )}}}","event":{"dataset":"cloud_defend.process","kind":"event","category":["process"],"type":["start"],
                    "action":"exec","ingested":"{{{Time(
                        i
                    )}}}"},"data_stream":{"type":"logs","dataset":"cloud_defend.process","namespace":"default"},
                    "host":{"name":"node-{{{i % 13}}}","os":{"type":"linux"}},"user":{"name":"app-{{{i % 5}}}"},
                    "container":{"id":"c{{{i % 41:x8}}}","image":{"name":"registry.example/{{{program}}}"}},
                    "process":{"name":"{{{program}}}","executable":"/usr/bin/{{{program}}}","pid":{{{1000
                        + i}}},"entity_id":"p{{{i}}}",
                    "interactive":{{{(
                        i % 50 == 0 ? "true" : "false"
                    )}}},"args":["{{{program}}}","--config","/etc/{{{program}}}.conf"],
                    "parent":{"entity_id":"p{{{i / 10}}}","name":"containerd-shim"}} }
                    """;
            }
        );

    private static string Lines(int count, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(line(i).ReplaceLineEndings("")).Append('\n');
        return text.ToString();
    }

    private static string Time(int number) =>
        Start.AddMilliseconds(500L * number).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
