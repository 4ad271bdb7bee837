using System.CommandLine;
using Tocsin.Cli.Output;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Options;

/// <summary>How and where results are written.</summary>
internal sealed class OutputSettings
{
    private readonly Option<string> _format;
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the results to a file, which appears whole or not at all; default: standard output.",
        HelpName = "FILE",
    };

    /// <param name="formats">The formats that the command can write, joined by a bar.</param>
    public OutputSettings(string formats) =>
        _format = new("--format")
        {
            Description = "How results are written.",
            HelpName = formats,
            DefaultValueFactory = _ => "table",
        };

    public void AddOptionsTo(Command command)
    {
        command.Add(_format);
        command.Add(_output);
    }

    /// <summary>The format asked for.</summary>
    public ResultFormat Format(ParseResult call)
    {
        var name = call.GetValue(_format)!;
        var allowed = _format.HelpName!.Split('|');
        if (!allowed.Contains(name))
            throw new CallException($"unknown format `{name}`", $"formats are {Listed(allowed)}");
        return name switch
        {
            "ndjson" => ResultFormat.Ndjson,
            "json" => ResultFormat.Json,
            "csv" => ResultFormat.Csv,
            "sarif" => ResultFormat.Sarif,
            "html" => ResultFormat.Html,
            _ => ResultFormat.Table,
        };
    }

    /// <summary>Runs what writes, against standard output or the file; the file takes its place only when all went well.</summary>
    public void Write(ParseResult call, Terminal terminal, Action<Stream, TextStyle> write)
    {
        if (call.GetValue(_output) is not { } path)
        {
            // Large blocks: a document or a line is small, and each write to standard output is a call into the system.
            using var buffered = new BufferedStream(new UnclosedStream(terminal.Out), 1 << 16);
            write(buffered, terminal.OutStyle);
            return;
        }

        using var file = OutputFile.Create(path);
        write(file.Stream, TextStyle.Plain);
        file.Commit();
    }

    /// <summary>Refuses an output that cannot be written before the work is done.</summary>
    public void CheckTarget(ParseResult call) => CheckTarget("--output", call.GetValue(_output));

    /// <summary>The same for the file of another option; null for none.</summary>
    public static void CheckTarget(string option, string? path)
    {
        if (path is null)
            return;
        if (path.Length == 0 || Directory.Exists(path))
            throw new CallException($"`{path}` is a folder", $"`{option}` names a file");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new CallException($"the folder of `{path}` is not there");
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"`{n}`"));
}
