using System.CommandLine;
using Tocsin.Cli.Input;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sinks;
using Tocsin.Core.Text;

namespace Tocsin.Cli.Queries;

/// <summary>What a query of any language runs with.</summary>
internal sealed class QueryRun
{
    /// <summary>The call.</summary>
    public required ParseResult Call { get; init; }

    public required Terminal Terminal { get; init; }

    /// <summary>The query's text; positions are the user's.</summary>
    public required SourceText Query { get; init; }

    public required FieldTypes Types { get; init; }

    public required EventInput Input { get; init; }

    public required OutputSettings Output { get; init; }

    /// <summary>The instant of <c>NOW()</c>, milliseconds since 1970.</summary>
    public required long NowMillis { get; init; }

    /// <summary>How many threads parse and match.</summary>
    public required int Threads { get; init; }

    /// <summary>Who answers <c>COMPLETION</c>; null for nobody.</summary>
    public ICompletionProvider? Completion { get; init; }

    public required CancellationToken Interrupt { get; init; }

    /// <summary>What is wrong with the query.</summary>
    public DiagnosticBag Diagnostics { get; set; } = new();

    /// <summary>The fields that the query reads.</summary>
    public FieldTable Fields { get; set; } = new();

    /// <summary>How results are written.</summary>
    public ResultFormat Format => Output.Format(Call);

    /// <summary>Whether only results and errors are printed.</summary>
    public bool IsQuiet => Call.GetValue(GlobalOptions.Quiet);

    /// <summary>Prints what is wrong with the query; false where it cannot run.</summary>
    public bool Check()
    {
        var printer = new DiagnosticPrinter(Terminal);
        printer.Print(Diagnostics.ToSortedArray(), withWarnings: !IsQuiet);
        return printer.Errors == 0;
    }

    /// <summary>Runs something over the input from its beginning, with progress on a terminal.</summary>
    /// <param name="scan">What is run.</param>
    public T Scan<T>(Func<QueryInput, T> scan)
    {
        // On a terminal, rows that are printed as they are found would run into the bar.
        var isHidden = IsQuiet || (!Console.IsOutputRedirected && Format != ResultFormat.Table);
        ProgressBar? bar = null;
        try
        {
            return scan(
                new()
                {
                    Chunks = Input.ReadChunks(),
                    CreateReader = reports => Input.CreateReader(Fields, reports),
                    Threads = Threads,
                    Progress = (events, bytes) =>
                        (bar ??= new(Terminal, isHidden, Input.TotalBytes)).Report(Input.BytesRead, events, bytes),
                    Cancellation = Interrupt,
                }
            );
        }
        finally
        {
            bar?.Dispose();
        }
    }

    /// <summary>Writes the results.</summary>
    public void Write(Action<Stream, TextStyle> write) => Output.Write(Call, Terminal, write);
}
