using System.Globalization;
using System.Text.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Tracee's events as those of Defend for Containers: the current output and the older flat one.</summary>
/// <remarks>Semantics: data-sources 10.1. Events other than process starts and ends keep their name as <c>event.action</c> under <c>tracee.events</c>.</remarks>
internal sealed class Tracee : TranscodedFormat
{
    public static readonly Tracee Instance = new();

    public override string Name => "tracee";

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        var isCurrent = record.At("workload") is not null;
        var name = record.TextAt(isCurrent ? "name" : "eventName") ?? "unknown";
        var (type, action) = name switch
        {
            "sched_process_exec" => ("start", "exec"),
            "sched_process_fork" => ("start", "fork"),
            "sched_process_exit" => ("end", "end"),
            _ => ("info", name),
        };
        document.Set("@timestamp", TimeOf(record));
        var isProcess = type != "info";
        WriteStream(document, isProcess ? ContainerProcess.ProcessDataset : "tracee.events");
        ContainerProcess.WriteEvent(document, "tracee", isFile: false, type, action);
        if (!isProcess)
            document.Set("event.module", "tracee");
        document.SetMany("cloud_defend.matched_selectors", record.TextsAt("policies", "matched"));
        if (isCurrent)
            WriteWorkload(document, record.At("workload")!.Value);
        else
            WriteFlat(document, record);
        WriteData(document, ValuesOf(record.At(isCurrent ? "data" : "args")), action);
    }

    private static void WriteWorkload(DocumentBuilder document, JsonElement workload)
    {
        if (workload.At("process") is { } process)
        {
            document.Set("process.executable", process.TextAt("executable", "path"));
            document.Set(
                "process.name",
                process.TextAt("executable", "path") is { } path
                    ? ContainerProcess.BaseName(path)
                    : process.TextAt("thread", "name")
            );
            if ((Number(process, "host_pid") ?? Number(process, "pid")) is { } pid)
                document.Set("process.pid", pid);
            document.Set("process.entity_id", Number(process, "unique_id")?.ToString(CultureInfo.InvariantCulture));
            document.Set("process.start", process.TextAt("thread", "start_time"));
            var user = process.At("real_user") is { } real ? Number(real, "id") : null;
            document.Set("user.id", user?.ToString(CultureInfo.InvariantCulture));
            document.Set("process.user.id", user?.ToString(CultureInfo.InvariantCulture));
            if (
                process.At("ancestors") is { ValueKind: JsonValueKind.Array } ancestors
                && ancestors.GetArrayLength() > 0
            )
                WriteParent(document, ancestors[0]);
        }

        document.Set("container.id", workload.TextAt("container", "id"));
        document.Set("container.name", workload.TextAt("container", "name"));
        WriteImage(document, workload.TextAt("container", "image", "name") ?? workload.TextAt("container", "image"));
        WritePod(document, workload.TextAt("k8s", "namespace", "name"), workload.TextAt("k8s", "pod", "name"));
    }

    private static void WriteParent(DocumentBuilder document, JsonElement parent)
    {
        if ((Number(parent, "host_pid") ?? Number(parent, "pid")) is { } pid)
            document.Set("process.parent.pid", pid);
        document.Set("process.parent.entity_id", Number(parent, "unique_id")?.ToString(CultureInfo.InvariantCulture));
        document.Set("process.parent.executable", parent.TextAt("executable", "path"));
        document.Set(
            "process.parent.name",
            parent.TextAt("executable", "path") is { } path
                ? ContainerProcess.BaseName(path)
                : parent.TextAt("thread", "name")
        );
    }

    private static void WriteFlat(DocumentBuilder document, JsonElement record)
    {
        document.Set("process.name", record.TextAt("processName"));
        if ((record.LongAt("hostProcessId") ?? record.LongAt("processId")) is { } pid)
            document.Set("process.pid", pid);
        if ((record.LongAt("hostParentProcessId") ?? record.LongAt("parentProcessId")) is { } parent)
            document.Set("process.parent.pid", parent);
        document.Set("host.name", record.TextAt("hostName"));
        document.Set("user.id", record.TextAt("userId"));
        document.Set("process.user.id", record.TextAt("userId"));
        document.Set("container.id", record.TextAt("containerId") ?? record.TextAt("container", "id"));
        document.Set("container.name", record.TextAt("containerName") ?? record.TextAt("container", "name"));
        WriteImage(document, record.TextAt("containerImage") ?? record.TextAt("container", "image"));
        WritePod(document, record.TextAt("podNamespace"), record.TextAt("podName"));
    }

    private static void WriteImage(DocumentBuilder document, string? image)
    {
        if (image is null)
            return;
        var (name, tag) = ContainerProcess.SplitImage(image);
        document.Set("container.image.name", name);
        document.SetMany("container.image.tag", [tag]);
    }

    private static void WritePod(DocumentBuilder document, string? space, string? pod)
    {
        document.Set("orchestrator.namespace", space);
        document.Set("orchestrator.resource.name", pod);
        document.Set("orchestrator.resource.type", pod is null ? null : "pod");
    }

    private static void WriteData(DocumentBuilder document, Dictionary<string, List<string>> values, string action)
    {
        if (action == "exec")
        {
            if (values.GetValueOrDefault("pathname") is [var path, ..] && path.Length > 0)
            {
                document.Set("process.executable", path);
                document.Set("process.name", ContainerProcess.BaseName(path));
            }

            if (values.GetValueOrDefault("argv") is { Count: > 0 } arguments)
            {
                ContainerProcess.WriteArguments(document, "process", arguments);
                document.Set("process.args_count", arguments.Count);
                document.Set("process.command_line", string.Join(' ', arguments));
            }

            if (IsInteractive(values) is { } isInteractive)
                document.Set("process.interactive", isInteractive);
            return;
        }

        foreach (var (name, texts) in values)
            document.SetMany($"tracee.data.{name}", texts);
    }

    /// <summary>Whether standard input is a terminal (6.3).</summary>
    private static bool? IsInteractive(Dictionary<string, List<string>> values)
    {
        const long TypeMask = 0xF000;
        const long CharacterDevice = 0x2000;
        if (values.GetValueOrDefault("stdin_type") is not [var type, ..])
            return null;
        if (!long.TryParse(type, CultureInfo.InvariantCulture, out var mode))
            return type.Contains("S_IFCHR", StringComparison.Ordinal) && HasTerminalPath(values);
        return (mode & TypeMask) == CharacterDevice && HasTerminalPath(values);
    }

    private static bool HasTerminalPath(Dictionary<string, List<string>> values) =>
        values.GetValueOrDefault("stdin_path") is [var path, ..]
        && (
            path.StartsWith("/dev/pts/", StringComparison.Ordinal)
            || path.StartsWith("/dev/console", StringComparison.Ordinal)
        );

    /// <summary>The arguments of an event by name; a value stands under a key that names its type.</summary>
    private static Dictionary<string, List<string>> ValuesOf(JsonElement? data)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (data is not { ValueKind: JsonValueKind.Array } list)
            return values;
        foreach (var item in list.EnumerateArray())
        {
            if (item.TextAt("name") is not { } name)
                continue;
            foreach (var member in item.EnumerateObject())
            {
                if (member.Name is "name" or "type")
                    continue;
                var value = member.Value.At("value") ?? member.Value;
                var texts = value.TextsAt();
                if (texts.Count > 0)
                    values[name] = texts;
            }
        }

        return values;
    }

    private static string? TimeOf(JsonElement record)
    {
        const long NanosPerSecond = 1_000_000_000;
        if (record.At("timestamp") is not { } time)
            return null;
        if (time.ValueKind == JsonValueKind.Object)
            return time.LongAt("seconds") is { } seconds and > -9_000_000_000 and < 9_000_000_000
                ? Iso8601.FormatNanos(seconds * NanosPerSecond + (time.LongAt("nanos") ?? 0))
                : null;
        return time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out var nanos)
            ? Iso8601.FormatNanos(nanos)
            : JsonAccess.AsText(time);
    }

    /// <summary>A number as it stands or wrapped as <c>{"value":n}</c>.</summary>
    private static long? Number(JsonElement element, string key) => element.LongAt(key) ?? element.LongAt(key, "value");
}
