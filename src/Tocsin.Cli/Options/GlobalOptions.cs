using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace Tocsin.Cli.Options;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    private static readonly Option<string?> Threads = new("--threads")
    {
        Description = "How many threads read and match; default: one for each processor.",
        HelpName = "N",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = Switch("--quiet", "-q", "Print results and errors only.");

    public static readonly Option<bool> Verbose = Switch("--verbose", "-v", "Print every warning and more detail.");

    public static readonly Option<bool> NoColor = Switch("--no-color", null, "No colours, also on a terminal.");

    /// <summary>All of them, with help and version.</summary>
    public static IEnumerable<Option> All =>
        [
            Threads,
            Quiet,
            Verbose,
            NoColor,
            new HelpOption("--help", "-h") { Description = "Show help.", Recursive = true },
            Switch("--version", null, "Show the version."),
        ];

    /// <summary>How many threads may work.</summary>
    public static int ThreadsOf(ParseResult call)
    {
        if (call.GetValue(Threads) is not { } text)
            return Environment.ProcessorCount;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            && threads is > 0 and <= 1024
        )
            return threads;
        throw new CallException($"`{text}` is no number of threads for `--threads`", "give a number from 1 to 1024");
    }

    private static Option<bool> Switch(string name, string? alias, string description) =>
        new(name, alias is null ? [] : [alias])
        {
            Description = description,
            Recursive = true,
            Arity = ArgumentArity.Zero,
        };
}
