namespace Tocsin.Bench.AuditGenerator;

/// <summary>What happens in the cluster: the noise of kubelets, controllers, workloads and people, and now and then an intruder who tries out a token.</summary>
internal sealed class Traffic(Cluster cluster, Randomness random, EventWriter writer)
{
    // A million events are about a day.
    private const int GapMicros = 170_000;
    private const int EventsBetweenIntruders = 50_000;

    private static readonly string[] Verbs =
    [
        "get",
        "get",
        "get",
        "get",
        "get",
        "list",
        "list",
        "watch",
        "watch",
        "update",
        "update",
        "patch",
        "create",
        "delete",
    ];

    /// <summary>Writes so many events.</summary>
    public void Write(long count)
    {
        var written = 0L;
        while (written < count)
        {
            if (written % EventsBetweenIntruders == EventsBetweenIntruders / 2)
                written += Intrude(count - written);
            else
                written += WriteOrdinary();
        }
    }

    private int WriteOrdinary()
    {
        writer.Wait(GapMicros);
        var lot = random.Next(100);
        if (lot < 45)
        {
            var node = random.Of(cluster.Nodes);
            var lease = cluster.Resources[15];
            writer.Write(
                node,
                node.Address,
                "update",
                lease,
                node.Namespace,
                node.Name["system:node:".Length..],
                isAllowed: true
            );
            return 1;
        }

        var who = random.Of(
            lot < 60 ? cluster.Components
            : lot < 97 ? cluster.Workloads
            : cluster.People
        );
        var verb = random.Of(Verbs);
        // Software asks for what it was granted: a workload for two kinds of objects in its namespace.
        var kinds = who.Pod.Length > 0 ? 2 : cluster.Resources.Count;
        var first = who.Pod.Length > 0 ? who.Pod.Length * 7 % (cluster.Resources.Count - 2) : 0;
        var resource = cluster.Resources[first + random.Next(kinds)];
        var name = verb is "list" or "watch" ? "" : random.Of(cluster.Pods);
        writer.Write(
            who,
            who.Address,
            verb,
            resource,
            who.Namespace,
            name,
            isAllowed: who.Pod.Length == 0 || !random.Permille(6)
        );
        return 1;
    }

    /// <summary>Half a minute of requests for everything, of which half are refused.</summary>
    private int Intrude(long countMax)
    {
        var who = random.Of(cluster.Workloads);
        var address = $"203.0.113.{1 + random.Next(250)}";
        var count = (int)Math.Min(24, countMax);
        for (var i = 0; i < count; i++)
        {
            writer.Wait(1_500_000);
            writer.Write(who, address, "list", cluster.Resources[i], who.Namespace, "", isAllowed: i % 2 == 0);
        }

        return count;
    }
}
