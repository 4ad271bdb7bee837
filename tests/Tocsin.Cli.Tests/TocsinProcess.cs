using System.Diagnostics;
using System.Text;
using Tocsin.Tests;

namespace Tocsin.Cli.Tests;

/// <summary>Runs the built executable in a folder of its own and gives back what it printed and its exit status.</summary>
internal sealed class TocsinProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "tocsin.dll");

    /// <summary>The folder in which calls run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("tocsin-cli").FullName;

    /// <summary>Writes a file into the folder; returns its name.</summary>
    public string Write(string name, params string[] lines)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines.Select(l => l + "\n")));
        return name;
    }

    /// <summary>Runs a call with nothing on standard input.</summary>
    public CallResult Run(params string[] args) => RunWithInput("", args);

    /// <summary>Runs a call.</summary>
    public CallResult RunWithInput(string input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Program);
        foreach (var argument in args)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading.
        }

        Assert.True(process.WaitForExit(60_000), "the program did not end in a minute");
        return new(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a call printed, and its exit status.</summary>
internal sealed record CallResult(int Status, string Out, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
