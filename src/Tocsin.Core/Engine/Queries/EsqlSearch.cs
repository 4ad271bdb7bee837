using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Esql;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;

namespace Tocsin.Core.Engine.Queries;

/// <summary>Runs an ES|QL query over events whose fields and indices are not known before they are read.</summary>
/// <remarks>
/// <para>One pass over the events does where the query itself says what it reads. Where its columns are whatever the events have, a first
/// pass finds those.</para>
/// <para>Use: <see cref="Prepare"/>, <see cref="Run"/>, <see cref="Check"/>. For one query and one thread.</para>
/// </remarks>
internal sealed class EsqlSearch
{
    private FieldDiscovery? _found;
    private EsqlProgram? _program;
    private EsqlScanResult? _result;

    public required SourceText Query { get; init; }

    /// <summary>The types of fields; those that the first pass finds are added.</summary>
    public required FieldTypes Types { get; init; }

    /// <summary>What it runs over.</summary>
    public required IQueryEvents Events { get; init; }

    /// <summary>Limits and tables.</summary>
    public required EsqlOptions Options { get; init; }

    /// <summary>Receives the fields that the query reads.</summary>
    public FieldTable Fields { get; init; } = new();

    /// <summary>The instant of <c>NOW()</c>, milliseconds since 1970.</summary>
    public required long NowMillis { get; init; }

    /// <summary>How many threads read.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Called before events are read a first time of two; null for nothing.</summary>
    public Action? BeforeTwoPasses { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Compiles the query, behind a first pass where it needs one; false where it is wrong.</summary>
    public bool Prepare(DiagnosticBag diagnostics)
    {
        _found = Discover();
        _program = Compile(_found, diagnostics);
        return _program is not null && !diagnostics.HasErrors;
    }

    /// <summary>Runs the prepared query; <see cref="Check"/> says whether there is a table.</summary>
    public EsqlQueryResult Run(QueryInput input)
    {
        _result = EsqlQueryScan.Run(_program!, input, Events.Streams, NowMillis);
        return _result.Result;
    }

    /// <summary>Whether the run came to a result: it may have held too much, or the query names an index that is not there.</summary>
    public bool Check(DiagnosticBag diagnostics)
    {
        var (result, seen) = _result!;
        // A query that had enough before the end has not seen all indices.
        if (_found is null && seen is not null)
        {
            var indices = seen.Select(Events.Streams.NameOf).Order(StringComparer.Ordinal);
            Compile(new([.. indices], new Dictionary<string, DataType>()), diagnostics);
            if (diagnostics.HasErrors)
                return false;
        }

        if (result.Error is not { } error)
            return true;
        diagnostics.Add(error);
        return false;
    }

    private EsqlProgram? Compile(FieldDiscovery? found, DiagnosticBag diagnostics) =>
        EsqlCompiler.Compile(
            Query,
            patterns => Types.SchemaFor(patterns, found?.Indices ?? []).WithSeenFields(found?.Fields.Keys ?? []),
            Fields,
            Options with
            {
                KnownIndices = found?.Indices,
            },
            diagnostics
        );

    /// <summary>
    /// The first pass, where the query needs it; else null. It needs it where its columns are whatever the events have, and where it
    /// names fields whose types nothing declares: those take the type of their values.
    /// </summary>
    private FieldDiscovery? Discover()
    {
        var syntax = EsqlParser.Parse(Query, new());
        if (syntax.Source is not FromSyntax from)
            return null;
        var table = new FieldTable { WantsEverything = NeedsFields(syntax) };
        if (!table.WantsEverything)
        {
            foreach (var path in UndeclaredFields())
                table.GetOrAdd(path);
            if (table.Count == 0 && !Types.Overrides.Indices.Any())
                return null;
        }

        BeforeTwoPasses?.Invoke();
        var patterns = new IndexPatterns(from.Patterns.Select(p => p.Pattern));
        var found = FieldDiscovery.Run(patterns, Types, Events, table, Threads, Cancellation);
        if (!Types.IsStrict)
            Declare(found);
        return found;
    }

    /// <summary>The fields that the query names and that no file and no catalogue knows.</summary>
    private IEnumerable<string> UndeclaredFields()
    {
        if (Types.IsStrict)
            return [];
        var fields = new FieldTable();
        EsqlCompiler.Compile(Query, patterns => Types.SchemaFor(patterns, []), fields, Options, new());
        return fields.Snapshot().Where(path => path[0] != '_' && Types.TypeOf("", path) == DataType.Dynamic);
    }

    /// <summary>Declares the fields that nothing else does, so that they are read as the type that they turned out to have.</summary>
    private void Declare(FieldDiscovery found)
    {
        var declared = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        foreach (var (path, type) in found.Fields)
        {
            if (Types.TypeOf("", path) == DataType.Dynamic)
                declared[path] = new(path, type);
        }

        if (declared.Count > 0)
            Types.Overrides.Add(null, declared);
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
