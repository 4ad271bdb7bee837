using Tocsin.Cli.Input;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources;

namespace Tocsin.Cli.Queries;

/// <summary>Runs an ES|QL query.</summary>
/// <remarks>
/// One pass over the inputs does where the query itself says what it reads. Where its columns are whatever the events have, a first
/// pass finds those.
/// </remarks>
internal static class EsqlQuery
{
    /// <summary>Runs it; false where the query is wrong.</summary>
    /// <param name="run">The query and its input.</param>
    /// <param name="lookups">The tables of <c>--lookup</c>, as given.</param>
    public static bool Run(QueryRun run, IReadOnlyList<string> lookups)
    {
        var options = EsqlOptions.ForQuery with
        {
            Lookups = LookupFiles.Load(lookups, run.Types),
            CompletionProvider = run.Completion,
        };
        var found = Discover(run, options);
        var program = Compile(run, options, found);
        if (!run.Check() || program is null)
            return false;
        var (result, seen) = run.Scan(input => EsqlQueryScan.Run(program, input, run.Input.Streams, run.NowMillis));
        // A query that had enough before the end has not seen all indices.
        if (found is null && seen is not null && !HasItsIndices(run, options, seen))
            return false;
        if (result.Error is { } error)
        {
            run.Diagnostics.Add(error);
            return run.Check();
        }

        var table = ResultTypes.Settle(result.Table!);
        run.Write((stream, style) => ResultOutput.Write(table, run.Format, style, stream));
        if (!run.IsQuiet)
        {
            foreach (var warning in result.Warnings)
                run.Terminal.Say(warning);
        }

        return true;
    }

    private static EsqlProgram? Compile(QueryRun run, EsqlOptions options, FieldDiscovery? found) =>
        EsqlCompiler.Compile(
            run.Query,
            patterns => run.Types.SchemaFor(patterns, found?.Indices ?? []).WithSeenFields(found?.Fields.Keys ?? []),
            run.Fields,
            options with
            {
                KnownIndices = found?.Indices,
            },
            run.Diagnostics
        );

    /// <summary>Whether the indices that the query names are there; says so where they are not.</summary>
    private static bool HasItsIndices(QueryRun run, EsqlOptions options, IReadOnlySet<int> seen)
    {
        var indices = seen.Select(run.Input.Streams.NameOf);
        run.Diagnostics = new();
        Compile(run, options, new([.. indices.Order(StringComparer.Ordinal)], new Dictionary<string, DataType>()));
        return !run.Diagnostics.HasErrors || run.Check();
    }

    /// <summary>
    /// The first pass, where the query needs it; else null. It needs it where its columns are whatever the events have, and where it
    /// names fields whose types nothing declares: those take the type of their values.
    /// </summary>
    private static FieldDiscovery? Discover(QueryRun run, EsqlOptions options)
    {
        var syntax = EsqlParser.Parse(run.Query, new());
        if (syntax.Source is not FromSyntax from)
            return null;
        var table = new FieldTable { WantsEverything = NeedsFields(syntax) };
        if (!table.WantsEverything)
        {
            foreach (var path in UndeclaredFields(run, options))
                table.GetOrAdd(path);
            if (table.Count == 0 && !run.Types.Overrides.Indices.Any())
                return null;
        }

        run.Input.MakeReopenable(run.Interrupt);
        var patterns = new IndexPatterns(from.Patterns.Select(p => p.Pattern));
        var found = FieldDiscovery.Run(patterns, run.Types, run.Input, table, run.Threads, run.Interrupt);
        if (!run.Types.IsStrict)
            Declare(found, run.Types);
        return found;
    }

    /// <summary>The fields that the query names and that no file and no catalogue knows.</summary>
    private static IEnumerable<string> UndeclaredFields(QueryRun run, EsqlOptions options)
    {
        if (run.Types.IsStrict)
            return [];
        var fields = new FieldTable();
        EsqlCompiler.Compile(run.Query, patterns => run.Types.SchemaFor(patterns, []), fields, options, new());
        return fields.Snapshot().Where(path => path[0] != '_' && run.Types.TypeOf("", path) == DataType.Dynamic);
    }

    /// <summary>Declares the fields that nothing else does, so that they are read as the type that they turned out to have.</summary>
    private static void Declare(FieldDiscovery found, FieldTypes types)
    {
        var declared = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        foreach (var (path, type) in found.Fields)
        {
            if (types.TypeOf("", path) == DataType.Dynamic)
                declared[path] = new(path, type);
        }

        if (declared.Count > 0)
            types.Overrides.Add(null, declared);
    }

    /// <summary>Whether the result depends on which fields there are: no command before the end names its columns.</summary>
    private static bool NeedsFields(QuerySyntax syntax)
    {
        foreach (var command in syntax.Commands)
        {
            if (command is StatsSyntax { IsInline: false })
                return false;
            if (command is KeepSyntax keep)
                return keep.Patterns.Any(p => p.ExactName is null);
        }

        return true;
    }
}
