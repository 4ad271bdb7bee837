using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources;

namespace Tocsin.Cli.Queries;

/// <summary>Runs a KQL query: events are written as they are found, in the order of the input.</summary>
internal static class KqlQuery
{
    /// <summary>Runs it; false where the query is wrong.</summary>
    public static bool Run(QueryRun run)
    {
        var schema = run.Types.SchemaFor(AllIndices, []);
        var condition = KqlCompiler.Compile(run.Query, schema, run.Fields, run.Diagnostics);
        if (!run.Check() || condition is null)
            return false;
        var optimized = TreePipeline.Default.Run(condition);
        run.Write(
            (stream, style) =>
            {
                using var output = new HitOutput(run.Input.Streams, run.Format, style, stream);
                run.Scan(input =>
                {
                    KqlQueryScan.Run(optimized, run.NowMillis, input, output.Write);
                    return true;
                });
                output.Complete();
            }
        );
        return true;
    }

    /// <summary>The patterns that fit every index, those with a leading dot too.</summary>
    public static IndexPatterns AllIndices { get; } = new(["*", ".*"]);
}
