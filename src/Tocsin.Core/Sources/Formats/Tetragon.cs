using System.Text.Json;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Tetragon's export as process and file events of Defend for Containers.</summary>
/// <remarks>
/// Semantics: data-sources, sections 6 and 9. Each record is mapped by itself: what needs the record of an ancestor (an inherited terminal)
/// stays unset, which is the side on which rules do not match.
/// </remarks>
internal sealed class Tetragon : TranscodedFormat
{
    public static readonly Tetragon Instance = new();

    private static readonly (string Key, string Provider)[] Kinds =
    [
        ("process_exec", "exec"),
        ("process_exit", "exit"),
        ("process_kprobe", "kprobe"),
        ("process_lsm", "lsm"),
        ("process_tracepoint", "tracepoint"),
        ("process_uprobe", "uprobe"),
        ("process_loader", "loader"),
    ];

    // By how a hooked function's name ends.
    private static readonly (string Suffix, string Type, string Action)[] FileFunctions =
    [
        ("_open", "change", "open"),
        ("security_file_permission", "change", "open"),
        ("_unlink", "deletion", "deletion"),
        ("_rename", "change", "rename"),
        ("_mknod", "creation", "creation"),
        ("_create", "creation", "creation"),
        ("_chmod", "change", "modification"),
        ("_truncate", "change", "modification"),
        ("_write", "change", "modification"),
        ("_link", "change", "link"),
    ];

    public override string Name => "tetragon";

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        foreach (var (key, kind) in Kinds)
        {
            if (record.At(key) is { ValueKind: JsonValueKind.Object } body)
            {
                Write(document, record, body, kind);
                return;
            }
        }
    }

    private static void Write(DocumentBuilder document, JsonElement record, JsonElement body, string kind)
    {
        var process = body.At("process") ?? body;
        document.Set("@timestamp", record.TextAt("time"));
        var function = body.TextAt("function_name") ?? body.TextAt("event") ?? body.TextAt("symbol");
        var path = kind is "kprobe" or "lsm" ? FileOf(body) : null;
        var file = path is null ? null : FileAction(function ?? "");
        var dataset =
            kind is "exec" or "exit" ? ContainerProcess.ProcessDataset
            : file is not null ? ContainerProcess.FileDataset
            : "tetragon.events";
        var (type, action) =
            kind == "exec" ? (IsExec(process) ? ("start", "exec") : ("info", "already_running"))
            : kind == "exit" ? ("end", "end")
            : file ?? ("info", function ?? kind);
        WriteStream(document, dataset);
        ContainerProcess.WriteEvent(document, "tetragon", file is not null, type, action);
        if (dataset == "tetragon.events")
            document.Set("event.module", "tetragon");
        document.SetMany("cloud_defend.matched_selectors", [body.TextAt("policy_name")]);
        document.SetMany("cloud_defend.hook_point", [function]);
        document.Set("host.name", record.TextAt("node_name"));
        document.Set("host.hostname", record.TextAt("node_name"));
        document.Set("orchestrator.cluster.name", record.TextAt("cluster_name"));
        WriteProcess(document, "process", process);
        document.Set("user.id", UserOf(process));
        document.Set("process.parent.entity_id", process.TextAt("parent_exec_id"));
        var parent = body.At("parent");
        if (parent is { } ancestor)
            WriteProcess(document, "process.parent", ancestor);
        WritePod(document, process, parent, kind == "exec" && action == "exec");
        if (kind == "exit")
        {
            document.Set("process.end", body.TextAt("time") ?? record.TextAt("time"));
            document.Set("process.exit_code", body.LongAt("status") ?? 0);
            document.Set("tetragon.signal", body.TextAt("signal"));
        }

        ContainerProcess.WriteFile(document, path);
    }

    /// <summary>Whether a process really began, rather than having been found when Tetragon started.</summary>
    private static bool IsExec(JsonElement process)
    {
        var flags = (process.TextAt("flags") ?? "").Split(' ');
        return flags.Contains("execve", StringComparer.Ordinal) || !flags.Contains("procFS", StringComparer.Ordinal);
    }

    private static void WriteProcess(DocumentBuilder document, string prefix, JsonElement process)
    {
        if (process.TextAt("binary") is { } binary)
        {
            var tail = process.TextAt("arguments");
            document.Set($"{prefix}.name", ContainerProcess.BaseName(binary));
            document.Set($"{prefix}.executable", binary);
            // The program's own name for itself is not exported: the file's is what rules compare.
            var arguments = new List<string> { ContainerProcess.BaseName(binary) };
            var isExact = tail is null || TetragonArguments.TrySplit(tail, arguments);
            var isCut =
                (process.TextAt("flags") ?? "") is var flags
                && (
                    flags.Contains("truncArgs", StringComparison.Ordinal)
                    || flags.Contains("errorArgs", StringComparison.Ordinal)
                );
            ContainerProcess.WriteArguments(document, prefix, arguments);
            if (prefix == "process")
            {
                document.Set("process.args_count", arguments.Count);
                document.Set("process.command_line", tail is null ? binary : $"{binary} {tail}");
                if (!isExact || isCut)
                    document.Set("tocsin.args_inexact", true);
            }
        }

        document.Set($"{prefix}.entity_id", process.TextAt("exec_id"));
        document.Set($"{prefix}.working_directory", process.TextAt("cwd"));
        document.Set($"{prefix}.start", process.TextAt("start_time"));
        if (process.LongAt("pid") is { } pid)
            document.Set($"{prefix}.pid", pid);
        document.Set($"{prefix}.user.id", UserOf(process));
    }

    /// <summary>The effective user; absent means root, as everywhere in this format.</summary>
    private static string UserOf(JsonElement process) => process.TextAt("uid") ?? "0";

    private static void WritePod(DocumentBuilder document, JsonElement process, JsonElement? parent, bool isExec)
    {
        var pod = process.At("pod");
        var container = ContainerOf(process);
        document.Set("container.id", container);
        if (pod is not { } described)
            return;
        document.Set("container.name", described.TextAt("container", "name"));
        if (described.TextAt("container", "image", "name") is { } image)
        {
            var (name, tag) = ContainerProcess.SplitImage(image);
            document.Set("container.image.name", name);
            document.SetMany("container.image.tag", [tag]);
        }

        if (described.At("container") is not null)
        {
            var isPrivileged = described.FlagAt("container", "security_context", "privileged") ?? false;
            document.Set("container.security_context.privileged", isPrivileged);
        }

        document.Set("orchestrator.namespace", described.TextAt("namespace"));
        document.Set("orchestrator.resource.name", described.TextAt("name"));
        document.Set("orchestrator.resource.type", "pod");
        document.Set("orchestrator.resource.parent.type", described.TextAt("workload_kind"));
        if (described.At("pod_labels") is { } labels)
            document.SetElement("orchestrator.resource.label", labels);
        if (described.At("pod_annotations") is { } annotations)
            document.SetElement("orchestrator.resource.annotation", annotations);
        if (!isExec)
            return;
        var parentContainer = parent is { } ancestor ? ContainerOf(ancestor) : null;
        document.Set("process.entry_leader.same_as_process", parentContainer is null || parentContainer != container);
        document.Set("process.entry_leader.entry_meta.type", "container");
    }

    private static string? ContainerOf(JsonElement process)
    {
        if (process.TextAt("pod", "container", "id") is not { } id)
            return process.TextAt("docker");
        var scheme = id.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? id : id[(scheme + 3)..];
    }

    private static string? FileOf(JsonElement body)
    {
        if (body.At("args") is not { ValueKind: JsonValueKind.Array } arguments)
            return null;
        foreach (var argument in arguments.EnumerateArray())
        {
            var path = argument.TextAt("file_arg", "path") ?? argument.TextAt("path_arg", "path");
            if (path is not null)
                return path;
        }

        return null;
    }

    private static (string Type, string Action)? FileAction(string function)
    {
        foreach (var (suffix, type, action) in FileFunctions)
        {
            if (function.EndsWith(suffix, StringComparison.Ordinal))
                return (type, action);
        }

        return null;
    }
}
