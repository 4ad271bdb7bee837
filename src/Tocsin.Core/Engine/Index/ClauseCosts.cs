using Tocsin.Core.Languages.Binding.Matchers;

namespace Tocsin.Core.Engine.Index;

/// <summary>Guesses how many of the events of an index make an atom true: what decides which clauses of a rule are kept.</summary>
/// <remarks>
/// Only the order matters, and only speed depends on it. Figures are those of a usual day: nearly every event has a category of its index and a host, few have
/// a given process name, and a literal is the rarer the longer it is.
/// </remarks>
internal static class ClauseCosts
{
    private static readonly Dictionary<string, double> Shares = new(StringComparer.Ordinal)
    {
        ["event.kind"] = 0.95,
        ["event.module"] = 0.95,
        ["event.dataset"] = 0.9,
        ["event.provider"] = 0.5,
        ["event.category"] = 0.6,
        ["event.type"] = 0.4,
        ["event.outcome"] = 0.7,
        ["event.action"] = 0.12,
        ["data_stream.dataset"] = 0.9,
        ["host.os.type"] = 0.9,
        ["host.os.family"] = 0.9,
        ["host.os.name"] = 0.5,
        ["network.transport"] = 0.4,
        ["network.protocol"] = 0.3,
        ["network.direction"] = 0.4,
        ["network.type"] = 0.8,
        ["user.id"] = 0.15,
        ["user.name"] = 0.05,
        ["user.domain"] = 0.2,
        ["process.parent.name"] = 0.01,
        ["process.interactive"] = 0.3,
        ["kubernetes.audit.verb"] = 0.12,
        ["kubernetes.audit.stage"] = 0.9,
        ["kubernetes.audit.level"] = 0.5,
        ["kubernetes.audit.annotations.authorization_k8s_io/decision"] = 0.95,
        ["kubernetes.audit.objectRef.resource"] = 0.08,
        ["kubernetes.audit.responseStatus.code"] = 0.3,
    };

    /// <summary>Objects whose fields most events of an endpoint have.</summary>
    private static readonly string[] Common =
    [
        "@timestamp",
        "event.",
        "host.",
        "agent.",
        "ecs.",
        "data_stream.",
        "user.",
        "process.",
        "source.",
        "kubernetes.audit.",
    ];

    /// <summary>Texts that many values hold, folded.</summary>
    private static readonly byte[][] CommonTexts =
    [
        @"c:\windows\system32\"u8.ToArray(),
        @"c:\program files (x86)\"u8.ToArray(),
        @"c:\program files\"u8.ToArray(),
        @"\device\harddiskvolume"u8.ToArray(),
        @"c:\users\"u8.ToArray(),
        "/usr/local/bin/"u8.ToArray(),
        "/usr/sbin/"u8.ToArray(),
        "/usr/bin/"u8.ToArray(),
        "/usr/lib/"u8.ToArray(),
        "/home/"u8.ToArray(),
        "system:serviceaccount:kube-system:"u8.ToArray(),
        "amazonaws.com"u8.ToArray(),
    ];

    /// <summary>The share of an atom, 0 to 1.</summary>
    public static double Of(Atom atom)
    {
        var (value, presence) = OfField(atom.Path);
        return atom.Kind switch
        {
            AtomKind.Present => presence,
            AtomKind.Constant => atom.Constant.Kind == Values.ValueKind.Boolean ? 0.3 : value,
            AtomKind.Text => value,
            AtomKind.Literal => Math.Min(presence, OfLiteral(atom) + value / 4),
            _ => 0.002,
        };
    }

    private static double OfLiteral(Atom atom)
    {
        var share = atom.Text.Length switch
        {
            <= 2 => 0.6,
            3 => 0.25,
            4 => 0.12,
            5 => 0.08,
            <= 8 => 0.04,
            <= 12 => 0.01,
            _ => 0.004,
        };
        // However long: a part of what half of all paths begin with.
        if (Array.Exists(CommonTexts, c => c.AsSpan().IndexOf(atom.Text) >= 0))
            share = Math.Max(share, 0.3);
        return ".exe"u8.IndexOf(atom.Text) >= 0 ? 0.9
            : atom.Place == AffixKind.Contains ? share
            : share * 0.7;
    }

    private static (double Value, double Presence) OfField(string path)
    {
        var value = Shares.TryGetValue(path, out var share) ? share : 0.004;
        return (value, Array.Exists(Common, c => path.StartsWith(c, StringComparison.Ordinal)) ? 0.97 : 0.75);
    }
}
