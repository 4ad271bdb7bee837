using System.Globalization;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>What the mappings of Falco, Tetragon, Tracee and Laurel to Defend for Containers have in common.</summary>
/// <remarks>Semantics: data-sources, section 2.3 and 6.</remarks>
internal static class ContainerProcess
{
    public const string ProcessDataset = "cloud_defend.process";
    public const string FileDataset = "cloud_defend.file";

    private static readonly string[] Runtimes = ["runc", "crio", "conmon", "dockerd", "exe"];
    private static readonly string[] RuntimePrefixes = ["containerd-shim", "runc", "docker-runc", "crio-"];

    /// <summary>Writes the envelope of a mapped event.</summary>
    /// <param name="document">Receives it.</param>
    /// <param name="provider">What saw the event: <c>falco</c>, <c>tetragon</c>, <c>tracee</c>, <c>auditd</c>.</param>
    /// <param name="isFile">Whether it is a file event; else a process event.</param>
    /// <param name="type">The value of <c>event.type</c>.</param>
    /// <param name="action">The value of <c>event.action</c>.</param>
    public static void WriteEvent(DocumentBuilder document, string provider, bool isFile, string type, string action)
    {
        document.Set("agent.type", "cloud-defend");
        document.Set("ecs.version", "8.7.0");
        document.Set("event.kind", "event");
        document.Set("event.module", "cloud_defend");
        document.Set("event.provider", provider);
        document.SetMany("event.category", [isFile ? "file" : "process"]);
        document.SetMany("event.type", [type]);
        document.Set("event.action", action);
        document.Set("host.os.type", "linux");
        document.SetMany("tags", ["tocsin_mapped"]);
    }

    /// <summary>Writes a file's path and what follows from it.</summary>
    public static void WriteFile(DocumentBuilder document, string? path)
    {
        if (string.IsNullOrEmpty(path))
            return;
        var name = BaseName(path);
        document.Set("file.path", path);
        document.Set("file.name", name);
        var dot = name.LastIndexOf('.');
        if (dot > 0 && dot < name.Length - 1)
            document.Set("file.extension", name[(dot + 1)..]);
    }

    /// <summary>Writes a process's arguments, under <c>process</c> or another prefix.</summary>
    public static void WriteArguments(DocumentBuilder document, string prefix, IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
            document.SetList($"{prefix}.args", arguments);
    }

    /// <summary>The last part of a path.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether a process by that name starts containers rather than running in them (6.4).</summary>
    public static bool IsRuntime(string? name) =>
        name is null
        || Runtimes.Contains(name, StringComparer.Ordinal)
        || RuntimePrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Splits an image's name at the tag: the last colon after the last slash (6.2).</summary>
    public static (string Name, string? Tag) SplitImage(string image)
    {
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, null);
    }

    /// <summary>An entity id from what makes a process unique.</summary>
    public static string EntityId(params ReadOnlySpan<string?> parts)
    {
        var joined = Encoding.UTF8.GetBytes(string.Join('\0', parts.ToArray()));
        return StableHash.Of(joined).ToString("x16", CultureInfo.InvariantCulture);
    }
}
