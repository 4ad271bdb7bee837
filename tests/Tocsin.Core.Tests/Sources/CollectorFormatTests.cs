using Tocsin.Core.Sources.Formats;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

public class CollectorFormatTests
{
    private static readonly string[] Fields =
    [
        "@timestamp",
        "event.category",
        "event.type",
        "event.action",
        "event.kind",
        "event.module",
        "event.provider",
        "event.outcome",
        "event.severity",
        "data_stream.dataset",
        "host.os.type",
        "host.name",
        "process.name",
        "process.executable",
        "process.args",
        "process.args_count",
        "process.interactive",
        "process.pid",
        "process.parent.name",
        "process.exit_code",
        "process.entry_leader.same_as_process",
        "container.id",
        "container.image.name",
        "container.image.tag",
        "container.security_context.privileged",
        "orchestrator.cluster.name",
        "orchestrator.namespace",
        "orchestrator.resource.name",
        "orchestrator.resource.type",
        "file.path",
        "file.name",
        "user.id",
        "rule.name",
        "tocsin.args_inexact",
        "tags",
        "source.ip",
        "client.user.email",
        "gcp.audit.labels.authorization.k8s.io/decision",
        "gcp.audit.status.code",
        "azure.platformlogs.category",
        "azure.platformlogs.properties.log.responseStatus.code",
        "azure.platformlogs.properties.log.annotations.authorization.k8s.io/decision",
        "kubernetes.audit.verb",
        "kubernetes.audit.aks_metadata.category",
        "cloud.provider",
        "message",
    ];

    [Fact]
    public void MapsFalco()
    {
        var events = Read("falco.ndjson");
        var processes = events.Where(e => e.Index == "logs-cloud_defend.process-default").ToList();
        Assert.Equal(8, processes.Count);
        Assert.Equal(11, events.Count(e => e.Index == "logs-falco.alerts-default"));
        Assert.Equal(
            "/etc/shadow",
            Assert.Single(events, e => e.Index == "logs-cloud_defend.file-default")["file.path"]
        );
        var curl = processes[0];
        Assert.Equal(
            "[curl, -k, -s, -H, Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.c3ludGhldGlj.c2ln, https://kubernetes.default.svc/api/v1/namespaces/web/secrets]",
            curl["process.args"]
        );
        Assert.Equal(
            "process start exec event cloud_defend falco linux",
            $"{curl["event.category"]} {curl["event.type"]} {curl["event.action"]} {curl["event.kind"]} {curl["event.module"]} {curl["event.provider"]} {curl["host.os.type"]}"
        );
        Assert.Equal(
            "6 true false",
            $"{curl["process.args_count"]} {curl["process.interactive"]} {curl["container.security_context.privileged"]}"
        );
        Assert.Equal("8f3c1a0d9b7e64f25a1c8d3e0b9f7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f00", curl["container.id"]);
        Assert.Equal(
            "frontend-7d9c5b6f4-x2x9k pod web",
            $"{curl["orchestrator.resource.name"]} {curl["orchestrator.resource.type"]} {curl["orchestrator.namespace"]}"
        );
        Assert.Equal("false", processes[1]["process.interactive"]);
        Assert.Equal(
            "busybox [ssl_client, -s, 3, -n, kubernetes.default.svc]",
            $"{processes[3]["process.name"]} {processes[3]["process.args"]}"
        );
        Assert.Equal("", processes[6]["container.id"]);
        Assert.Equal("alert 5", $"{events[^1]["event.kind"]} {events[^1]["event.severity"]}");
        Assert.Equal(events.Count, events.Select(e => e.Id).Distinct().Count());
        Assert.Equal(events.Count, events.Select(e => e.Arrival).Distinct().Count());
    }

    [Fact]
    public void SplitsFalcoArgumentsWithoutBoundaries()
    {
        const string Line =
            """{"time":"2026-03-02T09:01:50Z","rule":"r","priority":"Notice","output_fields":{"evt.type":"execve","proc.exe":"curl","proc.args":"-H Authorization: Bearer x","container.id":"host"}}""";
        var read = new SourceReading().Read(Line, fields: Fields)[0];
        Assert.Equal("[curl, -H, Authorization:, Bearer, x, -H Authorization: Bearer x]", read["process.args"]);
        Assert.Equal("5 true", $"{read["process.args_count"]} {read["tocsin.args_inexact"]}");
    }

    [Fact]
    public void MapsTetragon()
    {
        var events = Read("tetragon.ndjson");
        Assert.Equal(11, events.Count);
        Assert.Equal(
            "exec exec exec exec exec exec exec end end",
            string.Join(' ', events.Take(9).Select(e => e["event.action"]))
        );
        Assert.Equal(
            "[curl, -k, -s, -H, Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.c3ludGhldGlj.c2ln, https://kubernetes.default.svc/api/v1/namespaces/web/secrets]",
            events[1]["process.args"]
        );
        Assert.Equal("bash true", $"{events[0]["process.name"]} {events[0]["process.entry_leader.same_as_process"]}");
        Assert.Equal("false", events[1]["process.entry_leader.same_as_process"]);
        Assert.Equal(
            "registry.example.com/shop/frontend 2.14.0 false",
            $"{events[1]["container.image.name"]} {events[1]["container.image.tag"]} {events[1]["container.security_context.privileged"]}"
        );
        Assert.Equal("8f3c1a0d9b7e64f25a1c8d3e0b9f7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f00", events[1]["container.id"]);
        Assert.Equal("", events[6]["container.id"]);
        Assert.Equal("demo node-1", $"{events[1]["orchestrator.cluster.name"]} {events[1]["host.name"]}");
        Assert.Equal("", events[1]["process.interactive"]);
        Assert.Equal(
            "/etc/shadow change open file",
            $"{events[9]["file.path"]} {events[9]["event.type"]} {events[9]["event.action"]} {events[9]["event.category"]}"
        );
        Assert.Equal("logs-cloud_defend.file-default", events[9].Index);
    }

    [Theory]
    [InlineData("-k https://x", true, "-k|https://x")]
    [InlineData("-H \"a b\" -s", true, "-H|a b|-s")]
    [InlineData("\"a b\"", true, "a b")]
    [InlineData(" x", true, "|x")]
    [InlineData("\"a\" b\" c", false, "a|b\"|c")]
    public void SplitsTetragonArguments(string joined, bool isExact, string expected)
    {
        var arguments = new List<string>();
        Assert.Equal(isExact, TetragonArguments.TrySplit(joined, arguments));
        Assert.Equal(expected.Split('|'), arguments);
    }

    [Fact]
    public void MapsTracee()
    {
        const string Lines = """
            {"timestamp":{"seconds":"1772442110","nanos":5000000},"id":"1","name":"sched_process_exec","workload":{"process":{"pid":{"value":5},"host_pid":{"value":500},"unique_id":{"value":77},"real_user":{"id":{"value":0}},"executable":{"path":"/bin/sh"},"ancestors":[{"host_pid":{"value":400},"executable":{"path":"/bin/bash"}}]},"container":{"id":"c1","name":"n","image":{"name":"reg:5000/a/b:1"}},"k8s":{"pod":{"name":"p"},"namespace":{"name":"ns"}}},"data":[{"name":"pathname","str":"/usr/bin/curl"},{"name":"argv","str_array":{"value":["curl","-k","a b"]}},{"name":"stdin_type","u_int32":{"value":8592}},{"name":"stdin_path","str":"/dev/pts/0"}]}
            {"timestamp":1772442110005000000,"processName":"curl","hostProcessId":501,"containerId":"c1","podName":"p","podNamespace":"ns","eventName":"sched_process_exec","args":[{"name":"pathname","type":"const char*","value":"/usr/bin/curl"},{"name":"argv","type":"const char*const*","value":["curl","-k"]}]}
            """;
        var events = new SourceReading().Read(Lines, fields: Fields);
        Assert.Equal(["2026-03-02T09:01:50.005Z", "2026-03-02T09:01:50.005Z"], events.Select(e => e["@timestamp"]));
        Assert.Equal(["[curl, -k, a b]", "[curl, -k]"], events.Select(e => e["process.args"]));
        Assert.Equal(["curl", "curl"], events.Select(e => e["process.name"]));
        Assert.Equal(
            "true 500 bash reg:5000/a/b 1 p ns",
            $"{events[0]["process.interactive"]} {events[0]["process.pid"]} {events[0]["process.parent.name"]} {events[0]["container.image.name"]} {events[0]["container.image.tag"]} {events[0]["orchestrator.resource.name"]} {events[0]["orchestrator.namespace"]}"
        );
        Assert.Equal(["c1", "c1"], events.Select(e => e["container.id"]));
    }

    [Fact]
    public void MapsLaurel()
    {
        const string Line =
            """{"ID":"1772442110.123:42","SYSCALL":{"SYSCALL":"execve","success":"yes","pid":500,"ppid":400,"uid":0,"UID":"root","tty":"pts0","comm":"curl","exe":"/usr/bin/curl","key":"k"},"EXECVE":{"argc":2,"ARGV":["curl","a%20b%ff"]},"CWD":{"cwd":"/root"},"PARENT_INFO":{"ARGV":["bash"],"exe":"/bin/bash"}}""";
        var read = Assert.Single(new SourceReading().Read(Line, fields: Fields));
        Assert.Equal("2026-03-02T09:01:50.123Z", read["@timestamp"]);
        Assert.Equal("[curl, a b\uFFFD]", read["process.args"]);
        Assert.Equal(
            "start exec auditd true bash",
            $"{read["event.type"]} {read["event.action"]} {read["event.provider"]} {read["process.interactive"]} {read["process.parent.name"]}"
        );
    }

    [Fact]
    public void MapsGoogleAuditLogs()
    {
        var events = Read("gke-cloudlogging.ndjson");
        Assert.Equal(10, events.Count);
        Assert.All(events, e => Assert.Equal("logs-gcp.audit-default", e.Index));
        var list = events[1];
        Assert.Equal(
            "success [access, allowed] [network, configuration]",
            $"{list["event.outcome"]} {list["event.type"]} {list["event.category"]}"
        );
        Assert.Equal(
            "alice@example.com 192.0.2.10 web pods allow",
            $"{list["client.user.email"]} {list["source.ip"]} {list["orchestrator.namespace"]} {list["orchestrator.resource.type"]} {list["gcp.audit.labels.authorization.k8s.io/decision"]}"
        );
        Assert.Equal(
            "failure [access, denied] 7 db-credentials",
            $"{events[2]["event.outcome"]} {events[2]["event.type"]} {events[2]["gcp.audit.status.code"]} {events[2]["orchestrator.resource.name"]}"
        );
        Assert.Contains(events, e => e["event.type"] == "[access, allowed, start]");
        Assert.Contains(events, e => e["event.type"].EndsWith(", end]", StringComparison.Ordinal));
    }

    [Fact]
    public void MapsAksRecords()
    {
        var events = Read("aks-diagnostics.ndjson");
        var platform = events.Where(e => e.Index == "logs-azure.platformlogs-default").ToList();
        var audit = events.Where(e => e.Index == "logs-kubernetes.audit_logs-default").ToList();
        Assert.Equal(10, platform.Count);
        Assert.Equal(
            platform.Count(e => e["azure.platformlogs.category"].StartsWith("kube-audit", StringComparison.Ordinal)),
            audit.Count
        );
        Assert.All(audit, e => Assert.Equal("azure", e["cloud.provider"]));
        Assert.All(
            audit,
            e => Assert.StartsWith("kube-audit", e["kubernetes.audit.aks_metadata.category"], StringComparison.Ordinal)
        );
        Assert.All(audit, e => Assert.Contains('/', e.Id));
        Assert.Contains(
            platform,
            e => e["azure.platformlogs.properties.log.annotations.authorization.k8s.io/decision"] == "allow"
        );
        Assert.Contains(platform, e => e["azure.platformlogs.properties.log.responseStatus.code"] == "101");
        Assert.Contains(platform, e => e["message"].Contains("authenticated user", StringComparison.Ordinal));
        Assert.Equal(events.Count, events.Select(e => e.Arrival).Distinct().Count());
    }

    [Fact]
    public void EverythingThatIsDiscoveredIsInTheDocument()
    {
        foreach (
            var file in (string[])
                [
                    "falco.ndjson",
                    "tetragon.ndjson",
                    "gke-cloudlogging.ndjson",
                    "aks-diagnostics.ndjson",
                    "eks-cloudwatch.json",
                ]
        )
        {
            var path = SharedData.Require($"data/samples/{file}");
            var discovered = new SourceReading { Table = { WantsEverything = true } };
            var all = discovered.ReadPaths([path]);
            var known = new SourceReading().ReadPaths([path], discovered.Table.Snapshot());
            Assert.Equal(all.Select(e => e.Content), known.Select(e => e.Content));
        }
    }

    private static List<ReadEvent> Read(string file)
    {
        var reading = new SourceReading();
        var events = reading.ReadPaths([SharedData.Require($"data/samples/{file}")], Fields);
        Assert.Empty(reading.Problems);
        return events;
    }
}
