using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Eql;

/// <summary>Runs EQL queries over a few documents.</summary>
internal static class EqlQueries
{
    /// <summary>Some fields of each type; others are as the documents have them.</summary>
    public static readonly TypesFileSchema Schema = TypesFileSchema.Of(Types, isStrict: false);

    /// <summary>The same fields and no others.</summary>
    public static readonly TypesFileSchema StrictSchema = TypesFileSchema.Of(Types, isStrict: true);

    private static string[] Types =>
        [
            "@timestamp date",
            "event.category keyword",
            "word keyword",
            "other keyword",
            "lower lowercase",
            "msg text",
            "n long",
            "f double",
            "ok boolean",
            "at date",
            "nanos date_nanos",
            "ip ip",
            "ver version",
            "nest nested",
            "`in`.x keyword",
        ];

    /// <summary>Whether the condition holds for the document; fails where the query has errors.</summary>
    public static bool Matches(string condition, string document) =>
        Run($"any where {condition}", [document]).Events.Count == 1;

    /// <summary>The results of a query over documents that come in this order.</summary>
    public static EqlResult Run(string query, IReadOnlyList<string> documents, EqlOptions? options = null)
    {
        var fields = new FieldTable();
        var diagnostics = new DiagnosticBag();
        var program = EqlCompiler.Compile(
            SourceText.From(query, "query"),
            Schema,
            fields,
            options ?? EqlOptions.Default,
            diagnostics
        );
        Assert.True(program is not null, Render(diagnostics));
        var streams = new DataStreams();
        return new EqlQueryRunner(program).Run(
            documents.Select(
                (d, i) => new JsonEvent(d, fields, n => Schema.Resolve(n)?.Type ?? DataType.Dynamic, i, "logs", streams)
            )
        );
    }

    /// <summary>The diagnostics of a query, as printed.</summary>
    public static string Problems(string query, ISchema? schema = null)
    {
        var diagnostics = new DiagnosticBag();
        var program = EqlCompiler.Compile(
            SourceText.From(query, "query"),
            schema ?? Schema,
            new FieldTable(),
            EqlOptions.Default,
            diagnostics
        );
        Assert.Equal(diagnostics.HasErrors, program is null);
        return Render(diagnostics);
    }

    private static string Render(DiagnosticBag diagnostics) =>
        string.Concat(diagnostics.ToSortedArray().Select(DiagnosticRenderer.Render));
}
