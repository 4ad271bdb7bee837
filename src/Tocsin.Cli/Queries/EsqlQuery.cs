using Tocsin.Cli.Input;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Queries;

/// <summary>Runs an ES|QL query.</summary>
internal static class EsqlQuery
{
    /// <summary>Runs it; false where the query is wrong.</summary>
    /// <param name="run">The query and its input.</param>
    /// <param name="lookups">The tables of <c>--lookup</c>, as given.</param>
    public static bool Run(QueryRun run, IReadOnlyList<string> lookups)
    {
        var search = new EsqlSearch
        {
            Query = run.Query,
            Types = run.Types,
            Events = run.Input,
            Fields = run.Fields,
            NowMillis = run.NowMillis,
            Threads = run.Threads,
            Cancellation = run.Interrupt,
            BeforeTwoPasses = () => run.Input.MakeReopenable(run.Interrupt),
            Options = EsqlOptions.ForQuery with
            {
                Lookups = LookupFiles.Load(lookups, run.Types),
                CompletionProvider = run.Completion,
            },
        };
        var isReady = search.Prepare(run.Diagnostics);
        if (!run.Check() || !isReady)
            return false;
        var result = run.Scan(search.Run);
        run.Diagnostics = new();
        if (!search.Check(run.Diagnostics))
            return run.Check();
        var table = ResultTypes.Settle(result.Table!);
        run.Write((stream, style) => ResultOutput.Write(table, run.Format, style, stream));
        if (!run.IsQuiet)
        {
            foreach (var warning in result.Warnings)
                run.Terminal.Say(warning);
        }

        return true;
    }
}
