using System.Globalization;
using System.Text.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Falco records of system calls as process and file events of Defend for Containers.</summary>
/// <remarks>Semantics: data-sources, sections 6 and 8. Needs the fields that a collector rule names; of a stock rule's record what is there is mapped.</remarks>
internal sealed class FalcoEvent : TranscodedFormat
{
    public static readonly FalcoEvent Instance = new();

    public override string Name => "falco";

    /// <summary>Whether a record tells of a process or a file, rather than being only an alert.</summary>
    public static bool IsEvent(ReadOnlySpan<byte> record)
    {
        using var parsed = DocumentJson.Parse(record);
        var root = parsed.RootElement;
        return root.TextAt("source") is null or "syscall"
            && root.At("output_fields") is { } fields
            && Classify(fields) is not null;
    }

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        var fields = record.At("output_fields") ?? record;
        if (Classify(fields) is not { } kind)
            return;
        document.Set("@timestamp", TimeOf(record, fields));
        WriteStream(document, kind.IsFile ? ContainerProcess.FileDataset : ContainerProcess.ProcessDataset);
        ContainerProcess.WriteEvent(document, "falco", kind.IsFile, kind.Type, kind.Action);
        document.SetMany("cloud_defend.matched_selectors", [record.TextAt("rule")]);
        document.SetMany("cloud_defend.hook_point", [fields.TextAt("evt.type")]);
        document.Set("host.name", record.TextAt("hostname"));
        document.Set("host.hostname", record.TextAt("hostname"));
        var isContainer = WriteContainer(document, fields);
        WriteProcess(document, record, fields, isContainer, kind);
        if (kind.IsFile)
            ContainerProcess.WriteFile(document, FileOf(fields));
    }

    private static (bool IsFile, string Type, string Action)? Classify(JsonElement fields)
    {
        var name = fields.TextAt("evt.type");
        return name switch
        {
            null => null,
            "execve" or "execveat" => (false, "start", "exec"),
            "clone" or "clone3" or "fork" or "vfork" => (false, "start", "fork"),
            "procexit" => (false, "end", "end"),
            "creat" => (true, "creation", "creation"),
            _ when name.StartsWith("open", StringComparison.Ordinal) => IsOpen(fields)
                ? (true, "change", "open")
                : null,
            _ when name.StartsWith("unlink", StringComparison.Ordinal) => (true, "deletion", "deletion"),
            _ when name.StartsWith("rename", StringComparison.Ordinal) => (true, "change", "rename"),
            _ when name.StartsWith("link", StringComparison.Ordinal) => (true, "change", "link"),
            _ when name.StartsWith("symlink", StringComparison.Ordinal) => (true, "change", "link"),
            _ when name.StartsWith("chmod", StringComparison.Ordinal) => (true, "change", "modification"),
            _ when name.StartsWith("fchmod", StringComparison.Ordinal) => (true, "change", "modification"),
            _ => null,
        };
    }

    /// <summary>An open counts unless it is known to be for reading alone.</summary>
    private static bool IsOpen(JsonElement fields) =>
        FileOf(fields) is not null && fields.FlagAt("evt.is_open_write") != false;

    private static string? FileOf(JsonElement fields) =>
        fields.TextAt("fd.name")
        ?? fields.TextAt("fs.path.name")
        ?? fields.TextAt("evt.arg.newpath")
        ?? fields.TextAt("evt.arg.path")
        ?? fields.TextAt("evt.arg.name")
        ?? fields.TextAt("evt.arg.filename");

    private static string? TimeOf(JsonElement record, JsonElement fields) =>
        record.TextAt("time")
        ?? fields.TextAt("evt.time.iso8601")
        ?? (fields.LongAt("evt.time") is { } nanos ? Iso8601.FormatNanos(nanos) : null);

    private static bool WriteContainer(DocumentBuilder document, JsonElement fields)
    {
        var id = fields.TextAt("container.full_id") ?? fields.TextAt("container.id");
        var isContainer = id is not null and not "host";
        if (isContainer)
        {
            document.Set("container.id", id);
            document.Set("container.name", fields.TextAt("container.name"));
            document.Set("container.image.name", fields.TextAt("container.image.repository"));
            document.SetMany("container.image.tag", [fields.TextAt("container.image.tag")]);
            if (fields.FlagAt("container.privileged") is { } isPrivileged)
                document.Set("container.security_context.privileged", isPrivileged);
        }

        document.Set("orchestrator.namespace", fields.TextAt("k8s.ns.name"));
        if (fields.TextAt("k8s.pod.name") is { } pod)
        {
            document.Set("orchestrator.resource.name", pod);
            document.Set("orchestrator.resource.type", "pod");
            document.Set("orchestrator.resource.ip", fields.TextAt("k8s.pod.ip"));
            if (fields.At("k8s.pod.labels") is { } labels)
                document.SetElement("orchestrator.resource.label", labels);
        }

        return isContainer;
    }

    private static void WriteProcess(
        DocumentBuilder document,
        JsonElement record,
        JsonElement fields,
        bool isContainer,
        (bool IsFile, string Type, string Action) kind
    )
    {
        var executable = fields.TextAt("proc.exepath");
        document.Set(
            "process.name",
            executable is null ? fields.TextAt("proc.name") : ContainerProcess.BaseName(executable)
        );
        document.Set("process.executable", executable);
        var arguments = ArgumentsOf(fields, out var isInexact, out var count);
        ContainerProcess.WriteArguments(document, "process", arguments);
        if (arguments.Count > 0)
            document.Set("process.args_count", count);
        if (isInexact)
            document.Set("tocsin.args_inexact", true);
        var first = fields.TextAt("proc.exe") ?? fields.TextAt("proc.name");
        document.Set(
            "process.command_line",
            fields.TextAt("proc.args") is { } tail ? $"{first} {tail}" : fields.TextAt("proc.cmdline")
        );
        document.Set("process.working_directory", fields.TextAt("proc.cwd"));
        SetLong(document, "process.pid", fields.LongAt("proc.pid"));
        var started = fields.LongAt("proc.pid.ts");
        document.Set("process.start", started is { } at ? Iso8601.FormatNanos(at) : null);
        var host = record.TextAt("hostname");
        if (fields.TextAt("proc.pid") is { } pid)
            document.Set("process.entity_id", ContainerProcess.EntityId(host, pid, fields.TextAt("proc.pid.ts")));
        if (IsInteractive(fields) is { } isInteractive)
        {
            document.Set("process.interactive", isInteractive);
            // The parent's terminal is not told; one of the same session has the same.
            if (fields.FlagAt("proc.is_sid_leader") == false)
                document.Set("process.parent.interactive", isInteractive);
        }

        WriteParent(document, fields, host);
        if (isContainer && kind.Action == "exec")
        {
            document.Set("process.entry_leader.same_as_process", ContainerProcess.IsRuntime(ParentName(fields)));
            document.Set("process.entry_leader.entry_meta.type", "container");
        }

        SetLong(document, "process.session_leader.pid", fields.LongAt("proc.sid"));
        document.Set("process.session_leader.name", fields.TextAt("proc.sname"));
        document.Set("process.session_leader.executable", fields.TextAt("proc.sid.exepath"));
        document.Set("process.user.id", fields.TextAt("user.uid"));
        document.Set("user.id", fields.TextAt("user.uid"));
        document.Set("user.name", fields.TextAt("user.name"));
        document.Set("group.id", fields.TextAt("group.gid"));
        if (kind.Action == "end")
        {
            document.Set("process.end", TimeOf(record, fields));
            SetLong(document, "process.exit_code", fields.LongAt("evt.arg.ret") ?? fields.LongAt("evt.arg.status"));
        }
    }

    private static void WriteParent(DocumentBuilder document, JsonElement fields, string? host)
    {
        document.Set("process.parent.name", ParentName(fields));
        document.Set("process.parent.executable", fields.TextAt("proc.pexepath"));
        SetLong(document, "process.parent.pid", fields.LongAt("proc.ppid"));
        if (fields.TextAt("proc.ppid") is { } parent)
            document.Set(
                "process.parent.entity_id",
                ContainerProcess.EntityId(host, parent, fields.TextAt("proc.ppid.ts"))
            );
        if (fields.TextAt("proc.pcmdline") is { } line)
        {
            var words = line.Split(' ');
            words[0] = fields.TextAt("proc.pexe") ?? words[0];
            ContainerProcess.WriteArguments(document, "process.parent", words);
        }
    }

    private static string? ParentName(JsonElement fields) =>
        fields.TextAt("proc.pname")
        ?? (fields.TextAt("proc.pexepath") is { } path ? ContainerProcess.BaseName(path) : null);

    /// <summary>The arguments with the program's name: exact where they are told one by one (8.2).</summary>
    private static List<string> ArgumentsOf(JsonElement fields, out bool isInexact, out int count)
    {
        isInexact = false;
        var arguments = new List<string>();
        if ((fields.TextAt("proc.exe") ?? fields.TextAt("proc.name")) is { } first)
            arguments.Add(first);
        for (var i = 0; ; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"proc.args[{i}]");
            if (fields.At(key) is not { } argument)
                break;
            arguments.Add(argument.ValueKind == JsonValueKind.String ? argument.GetString()! : argument.GetRawText());
        }

        count = arguments.Count;
        if (arguments.Count > 1 || fields.TextAt("proc.args") is not { } joined)
            return arguments;

        // Boundaries are lost: the pieces, and the whole so that patterns over quoted arguments still match.
        isInexact = true;
        arguments.AddRange(joined.Split(' '));
        count = arguments.Count;
        if (joined.Contains(' ', StringComparison.Ordinal))
            arguments.Add(joined);
        return arguments;
    }

    private static bool? IsInteractive(JsonElement fields)
    {
        if (fields.LongAt("proc.tty") is not { } terminal)
            return null;
        var input = fields.TextAt("proc.stdin.name");
        var error = fields.TextAt("proc.stderr.name");
        return terminal != 0 && ((input is null && error is null) || (IsTerminal(input) && IsTerminal(error)));
    }

    private static bool IsTerminal(string? name) =>
        name is not null
        && (
            name.StartsWith("/dev/pts/", StringComparison.Ordinal)
            || name.StartsWith("/dev/tty", StringComparison.Ordinal)
        );

    private static void SetLong(DocumentBuilder document, string path, long? number)
    {
        if (number is { } value)
            document.Set(path, value);
    }
}
