using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Sources;
using Tocsin.Core.Text;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Kql;

/// <summary>Runs a KQL query over one document.</summary>
internal static class KqlQueries
{
    /// <summary>Some fields of each type; others are as the document has them.</summary>
    public static readonly TypesFileSchema Schema = TypesFileSchema.Of(Types, isStrict: false);

    /// <summary>The same fields and no others.</summary>
    public static readonly TypesFileSchema StrictSchema = TypesFileSchema.Of(Types, isStrict: true);

    private static string[] Types =>
        [
            "word keyword",
            "lower lowercase",
            "msg text",
            "n long",
            "f double",
            "ok boolean",
            "at date",
            "nanos date_nanos",
            "ip ip",
            "ver version",
            "obj.a keyword",
            "obj.b long",
            "people nested",
            "people.age long",
        ];

    /// <summary>Whether the query matches the document; fails where the query has errors.</summary>
    public static bool Matches(string query, string document, string now = "2026-03-10T12:00:00Z")
    {
        var fields = new FieldTable();
        var diagnostics = new DiagnosticBag();
        var condition = KqlCompiler.Compile(SourceText.From(query, "query"), Schema, fields, diagnostics);
        Assert.True(condition is not null, Render(diagnostics));
        Assert.True(DateMath.TryParse(now, out var date));
        var context = new EvalContext
        {
            NowMillis = date.First(0),
            Event = new JsonEvent(
                document,
                fields,
                name => Schema.Resolve(name)?.Type ?? DataType.Dynamic,
                0,
                "logs",
                new DataStreams()
            ),
        };
        return condition.Test(context) == Truth.True;
    }

    /// <summary>The diagnostics of a query, as printed.</summary>
    public static string Problems(string query, ISchema? schema = null)
    {
        var diagnostics = new DiagnosticBag();
        var condition = KqlCompiler.Compile(
            SourceText.From(query, "query"),
            schema ?? Schema,
            new FieldTable(),
            diagnostics
        );
        Assert.Equal(diagnostics.HasErrors, condition is null);
        return Render(diagnostics);
    }

    private static string Render(DiagnosticBag diagnostics) =>
        string.Concat(diagnostics.ToSortedArray().Select(DiagnosticRenderer.Render));
}
