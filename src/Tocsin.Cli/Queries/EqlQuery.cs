using Tocsin.Cli.Output;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Queries;

/// <summary>Runs an EQL query: events, sequences or samples.</summary>
internal static class EqlQuery
{
    /// <summary>Runs it; false where the query is wrong.</summary>
    /// <param name="run">The query and its input.</param>
    /// <param name="options">Category, time and tiebreaker fields.</param>
    /// <param name="size">The most results; null for all.</param>
    /// <param name="position">Which end a size keeps.</param>
    public static bool Run(QueryRun run, EqlOptions options, int? size, ListEnd position)
    {
        var schema = run.Types.SchemaFor(KqlQuery.AllIndices, []);
        var program = EqlCompiler.Compile(run.Query, schema, run.Fields, options, run.Diagnostics);
        if (!run.Check() || program is null)
            return false;
        var runner = new EqlQueryRunner(program, size, position, run.NowMillis);
        var warnings = new EsqlWarnings();
        var result = run.Scan(input => EqlQueryScan.Run(runner, input, warnings));
        if (result.Evicted > 0)
            run.Terminal.Say(
                $"{run.Terminal.ErrorStyle.Yellow("warning")}: a limit on memory was reached and "
                    + $"{DiagnosticPrinter.Counted(result.Evicted, "event")} had to be forgotten; the result may lack matches"
            );
        run.Write(
            (stream, style) =>
            {
                if (result.Kind != EqlQueryKind.Event)
                {
                    SequenceOutput.Write(result.Sequences, run.Input.Streams, run.Format, style, stream);
                    return;
                }

                using var output = new HitOutput(run.Input.Streams, run.Format, style, stream);
                foreach (var found in result.Events)
                    output.Write(found);
                output.Complete();
            }
        );
        if (!run.IsQuiet)
        {
            foreach (var warning in warnings.ToLines())
                run.Terminal.Say(warning);
        }

        return true;
    }
}
