using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Laurel's JSON of auditd records as process events of Defend for Containers.</summary>
/// <remarks>Semantics: data-sources 10.2. System calls other than a successful <c>execve</c> keep their name under <c>auditd.events</c>.</remarks>
internal sealed class Laurel : TranscodedFormat
{
    public static readonly Laurel Instance = new();

    public override string Name => "laurel";

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        var call = record.At("SYSCALL") ?? default;
        var name = call.TextAt("SYSCALL") ?? call.TextAt("syscall");
        var isSuccess = call.TextAt("success") is null or "yes" or "true";
        var isExec = (name is "execve" or "execveat" || (name is null && record.At("EXECVE") is not null)) && isSuccess;
        document.Set("@timestamp", TimeOf(record.TextAt("ID")));
        WriteStream(document, isExec ? ContainerProcess.ProcessDataset : "auditd.events");
        ContainerProcess.WriteEvent(
            document,
            "auditd",
            isFile: false,
            isExec ? "start" : "info",
            isExec ? "exec" : name ?? "unknown"
        );
        if (!isExec)
            document.Set("event.module", "auditd");
        document.Set("event.id", record.TextAt("ID"));
        document.Set("event.outcome", isSuccess ? "success" : "failure");
        document.Set("host.name", record.TextAt("NODE"));
        document.SetMany("cloud_defend.matched_selectors", [Decode(call.TextAt("key"))]);
        WriteProcess(document, record, call);
        if (record.At("PATH") is { ValueKind: JsonValueKind.Array } paths && !isExec)
        {
            foreach (var path in paths.EnumerateArray())
            {
                if (path.TextAt("nametype") is not "PARENT")
                    ContainerProcess.WriteFile(document, Decode(path.TextAt("name")));
            }
        }
    }

    private static void WriteProcess(DocumentBuilder document, JsonElement record, JsonElement call)
    {
        var executable = Decode(call.TextAt("exe"));
        document.Set("process.executable", executable);
        document.Set(
            "process.name",
            executable is null ? Decode(call.TextAt("comm")) : ContainerProcess.BaseName(executable)
        );
        var arguments = record.TextsAt("EXECVE", "ARGV");
        if (arguments.Count == 0)
            arguments = record.TextsAt("PROCTITLE", "ARGV");
        arguments = [.. arguments.Select(a => Decode(a)!)];
        if (arguments.Count == 0 && record.TextAt("EXECVE", "ARGV_STR") is { } joined)
        {
            arguments = [.. joined.Split(' ')];
            document.Set("tocsin.args_inexact", true);
        }

        if (arguments.Count > 0)
        {
            ContainerProcess.WriteArguments(document, "process", arguments);
            document.Set("process.args_count", arguments.Count);
            document.Set("process.command_line", string.Join(' ', arguments));
        }

        document.Set("process.working_directory", Decode(record.TextAt("CWD", "cwd")));
        if (call.LongAt("pid") is { } pid)
            document.Set("process.pid", pid);
        if (call.LongAt("ppid") is { } parent)
            document.Set("process.parent.pid", parent);
        ContainerProcess.WriteArguments(
            document,
            "process.parent",
            [.. record.TextsAt("PARENT_INFO", "ARGV").Select(a => Decode(a)!)]
        );
        if (Decode(record.TextAt("PARENT_INFO", "exe")) is { } parentExecutable)
        {
            document.Set("process.parent.executable", parentExecutable);
            document.Set("process.parent.name", ContainerProcess.BaseName(parentExecutable));
        }

        document.Set("user.id", call.TextAt("uid"));
        document.Set("process.user.id", call.TextAt("uid"));
        document.Set("user.name", call.TextAt("UID"));
        if (call.TextAt("tty") is { } terminal)
            document.Set("process.interactive", terminal != "(none)");
        var container =
            call.TextAt("PID", "container", "id")
            ?? record.TextAt("CONTAINER_INFO", "ID")
            ?? record.TextAt("container", "id");
        document.Set("container.id", container);
    }

    /// <summary><c>seconds.millis:serial</c> as a time.</summary>
    private static string? TimeOf(string? id)
    {
        var colon = id?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0)
            return null;
        var parts = id![..colon].Split('.');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var seconds)
            || !long.TryParse(parts[1].PadRight(3, '0')[..3], CultureInfo.InvariantCulture, out var millis)
            || seconds > 9_000_000_000
        )
            return null;
        return Iso8601.Format(seconds * 1000 + millis);
    }

    /// <summary>Resolves percent-encoding, which stands for bytes that are no UTF-8 or no text.</summary>
    private static string? Decode(string? text)
    {
        if (text is null || !text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>();
        var source = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < source.Length; i++)
        {
            var isEncoded =
                source[i] == '%'
                && i + 2 < source.Length
                && char.IsAsciiHexDigit((char)source[i + 1])
                && char.IsAsciiHexDigit((char)source[i + 2]);
            if (!isEncoded)
            {
                bytes.Add(source[i]);
                continue;
            }

            bytes.Add((byte)(Convert.FromHexString(Encoding.ASCII.GetString(source, i + 1, 2))[0]));
            i += 2;
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
