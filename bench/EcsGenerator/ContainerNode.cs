namespace Tocsin.Bench.EcsGenerator;

/// <summary>Defend for Containers on the nodes of a cluster: processes and files of pods.</summary>
internal sealed class ContainerNode(Dice dice, Machine[] machines)
{
    private static readonly RunningProgram[] Usual = RunningProgram.Read(
        """
        /usr/local/bin/node | /usr/bin/containerd-shim-runc-v2 | /app/server.js --port 8080
        /bin/sh | /usr/bin/containerd-shim-runc-v2 | -c test -f /tmp/healthy && exec /app/probe --port #
        /bin/grpc_health_probe | /usr/bin/containerd-shim-runc-v2 | -addr=:9000 -connect-timeout=#ms
        /usr/bin/pg_isready | /bin/sh | -U app -d app -h 127.0.0.1 -p 5432
        /usr/local/bin/python3 | /usr/bin/containerd-shim-runc-v2 | -m gunicorn app:wsgi --workers 4
        /usr/bin/java | /usr/bin/containerd-shim-runc-v2 | -Xmx2g -jar /opt/service/service.jar
        /bin/cat | /bin/sh | /tmp/ready
        /usr/local/bin/redis-cli | /bin/sh | -h localhost ping
        /usr/sbin/nginx | /docker-entrypoint.sh | -g daemon off;
        """
    );

    private static readonly RunningProgram[] Odd = RunningProgram.Read(
        """
        /usr/bin/curl | /bin/bash | -k -H Authorization: Bearer eyJ# https://10.96.0.1/api/v1/secrets
        /usr/bin/kubectl | /bin/bash | get secrets --all-namespaces
        /bin/nsenter | /bin/bash | --target 1 --mount --uts --ipc --net --pid
        """
    );

    private static readonly (string Space, string App, string Image)[] Apps =
    [
        ("web", "frontend", "registry.example.com/shop/frontend"),
        ("web", "checkout", "registry.example.com/shop/checkout"),
        ("data", "postgres", "docker.io/library/postgres"),
        ("data", "redis", "docker.io/library/redis"),
        ("batch", "reports", "registry.example.com/batch/reports"),
        ("kube-system", "coredns", "registry.k8s.io/coredns/coredns"),
        ("monitoring", "prometheus", "quay.io/prometheus/prometheus"),
    ];

    public void Write(Document document, long millis)
    {
        var machine = dice.Skewed(machines);
        var isOdd = dice.Happens(0.0004);
        var program = isOdd ? dice.Any(Odd) : dice.Skewed(Usual);
        var isFile = dice.Happens(0.2);
        var part = isFile ? "file" : "process";
        var action = isFile
            ? dice.Skewed(["modification", "creation", "deletion", "open"])
            : dice.Skewed(["exec", "end", "fork"]);
        var type =
            isFile ? "change"
            : action == "end" ? "end"
            : "start";
        document.Begin($"cloud_defend.{part}", millis);
        document.Event($"cloud_defend.{part}", part, type, action, "success", dice.Hex(20));
        machine.Describe(document, "linux", "debian", "12.11");
        var (space, app, image) = dice.Skewed(Apps);
        document
            .Open("container")
            .Text("id", dice.Hex(64))
            .Text("name", app)
            .Open("image")
            .Text("name", image)
            .List("tag", "2.14.0")
            .Close();
        document.Open("security_context").Flag("privileged", false).Close().Close();
        document.Open("orchestrator").Text("namespace", space).Open("cluster").Text("name", "prod").Close();
        document.Open("resource").Text("name", $"{app}-7d9c5b6f4-{dice.Hex(5)}").Text("type", "pod").Close().Close();
        var arguments = program.Fill(dice);
        document
            .Open("process")
            .Text("name", program.Name)
            .Text("executable", program.Path)
            .Number("pid", dice.Next(60_000));
        document.Text("entity_id", dice.Hex(32)).Flag("interactive", isOdd).Text("working_directory", "/app");
        document
            .List("args", [program.Name, .. arguments.Split(' ')])
            .Number("args_count", arguments.Count(c => c == ' ') + 2);
        document.Open("user").Text("id", "0").Close();
        document
            .Open("parent")
            .Text("name", program.ParentName)
            .Text("executable", program.Parent)
            .List("args", program.Parent, "-namespace", "k8s.io")
            .Close();
        document
            .Open("entry_leader")
            .Text("name", program.ParentName)
            .Open("entry_meta")
            .Text("type", "container")
            .Close()
            .Close();
        document
            .Open("session_leader")
            .Text("name", program.ParentName)
            .Text("executable", program.Parent)
            .Close()
            .Close();
        if (isFile)
        {
            var name = $"{dice.Hex(6)}.{dice.Skewed(["log", "tmp", "json", "lock"])}";
            document
                .Open("file")
                .Text("name", name)
                .Text("path", $"/var/run/app/{name}")
                .Text("extension", name[7..])
                .Close();
        }
    }
}
