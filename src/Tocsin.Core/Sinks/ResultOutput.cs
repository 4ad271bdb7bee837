using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sinks;

/// <summary>Writes the result of an ES|QL query: as Elasticsearch's <c>_query</c> prints it, a row a line, CSV or a table.</summary>
internal static class ResultOutput
{
    private const int FlushBytes = 1 << 16;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a result.</summary>
    /// <param name="result">Columns and rows.</param>
    /// <param name="format">How.</param>
    /// <param name="style">Colour and width of tables.</param>
    /// <param name="output">Where to; stays open.</param>
    public static void Write(ResultTable result, ResultFormat format, TextStyle style, Stream output)
    {
        switch (format)
        {
            case ResultFormat.Json:
                WriteJson(result, output);
                break;
            case ResultFormat.Ndjson:
                WriteLines(result, output);
                break;
            case ResultFormat.Csv:
                using (var text = new StreamWriter(output, Utf8, leaveOpen: true))
                    WriteCsv(result, text);
                break;
            default:
                using (var text = new StreamWriter(output, Utf8, leaveOpen: true))
                    WriteTable(result, style, text);
                break;
        }
    }

    /// <summary>The name of a column's type in results.</summary>
    public static string TypeName(DataType type) => type == DataType.Dynamic ? "keyword" : type.ToName();

    private static void WriteJson(ResultTable result, Stream output)
    {
        using (var writer = new Utf8JsonWriter(output, JsonDocuments.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("columns");
            foreach (var column in result.Columns)
            {
                writer.WriteStartObject();
                writer.WriteString("name", column.Name);
                writer.WriteString("type", TypeName(column.Type));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("values");
            foreach (var row in result.Rows)
            {
                writer.WriteStartArray();
                for (var i = 0; i < result.Columns.Count; i++)
                    ValueJson.Write(writer, row.Cells[i], result.Columns[i].Type);
                writer.WriteEndArray();
                if (writer.BytesPending > FlushBytes)
                    writer.Flush();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteLines(ResultTable result, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, JsonDocuments.WriterOptions);
        foreach (var row in result.Rows)
        {
            writer.WriteStartObject();
            for (var i = 0; i < result.Columns.Count; i++)
            {
                writer.WritePropertyName(result.Columns[i].Name);
                ValueJson.Write(writer, row.Cells[i], result.Columns[i].Type);
            }

            writer.WriteEndObject();
            writer.Flush();
            output.Write("\n"u8);
            writer.Reset();
        }
    }

    private static void WriteCsv(ResultTable result, TextWriter text)
    {
        var csv = new CsvWriter(text);
        foreach (var column in result.Columns)
            csv.Field(column.Name);
        csv.EndRecord();
        foreach (var row in result.Rows)
        {
            for (var i = 0; i < result.Columns.Count; i++)
                csv.Field(row.Cells[i].IsNull ? "" : ValueText.Format(row.Cells[i]));
            csv.EndRecord();
        }
    }

    private static void WriteTable(ResultTable result, TextStyle style, TextWriter text)
    {
        var table = new TextTable([
            .. result.Columns.Select(c => new TableColumn(
                DisplayText.Clean(c.Name),
                AlignsRight: c.Type.IsNumeric(),
                Weight: c.Type.IsNumeric() ? 0 : 1
            )),
        ]);
        foreach (var row in result.Rows)
            table.Measure(CellsOf(row));
        if (style.Width is { } width)
            table.FitTo(width);
        if (result.Columns.Count > 0)
            table.WriteHeader(text, style);
        foreach (var row in result.Rows)
            table.WriteRow(text, CellsOf(row), _ => cell => cell);
    }

    private static string[] CellsOf(ResultRow row) =>
        [.. row.Cells.Select(c => c.IsNull ? "-" : DisplayText.Clean(ValueText.Format(c)))];
}
