using System.Text;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Engine.Queries;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Cli.Input;

/// <summary>Reads the tables of <c>--lookup NAME=FILE</c>: NDJSON, or CSV with a line of names.</summary>
/// <remarks>Types come from the types files, the table's name being the index, else from the values.</remarks>
internal static class LookupFiles
{
    /// <summary>The tables by name.</summary>
    public static Dictionary<string, LookupTable> Load(IReadOnlyList<string> values, FieldTypes types)
    {
        var tables = new Dictionary<string, LookupTable>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == value.Length - 1)
                throw new CallException($"`{value}` is no `--lookup`", "write it as `NAME=FILE`");
            var (name, path) = (value[..equals], value[(equals + 1)..]);
            tables[name] = LoadTable(name, path, types);
        }

        return tables;
    }

    private static LookupTable LoadTable(string name, string path, FieldTypes types)
    {
        var text = TypesFiles.Read("--lookup", path);
        var json = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? CsvDocuments.ToNdjson(text, path) : text;
        var problems = new InputProblemLog();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var inputs = Inputs.Open(["-"], new InputOptions { StandardInput = stream }, problems);
        var fields = new FieldTable { WantsEverything = true };
        var options = new ReaderOptions { Index = name, Shape = RecordShape.Document };
        var streams = new DataStreams();
        var reader = new JsonEventReader(fields, types, streams, problems, options);
        var rows = new List<Dictionary<int, Value>>();
        foreach (var chunk in inputs.ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                {
                    var row = new Dictionary<int, Value>();
                    for (var slot = 0; slot < fields.Count; slot++)
                    {
                        if (reader.Current.Get(slot) is { IsNull: false } cell)
                            row[slot] = cell.ToOwned();
                    }

                    rows.Add(row);
                }
            }

            chunk.Return();
        }

        if (problems.CountOf(InputProblemKind.Unreadable) > 0 || problems.HasFailedInput)
            throw new CallException($"--lookup: {path}: there are lines that are no JSON objects");
        return ToTable(name, fields, rows, types);
    }

    private static LookupTable ToTable(
        string name,
        FieldTable fields,
        List<Dictionary<int, Value>> rows,
        FieldTypes types
    )
    {
        // Declared fields are columns also where no row has a value.
        var own = types.Overrides.OfIndex(name)?.Fields.Where(f => f.IsLeaf).Select(f => f.Name) ?? [];
        var used = rows.SelectMany(r => r.Keys).Distinct().Select(fields.PathOf);
        var names = used.Concat(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var slots = names.ConvertAll(fields.GetOrAdd);
        var columns = names.ConvertAll(n => new ResultColumn(n, types.TypeOf(name, n)));
        var cells = rows.ConvertAll(r => new ResultRow([.. slots.Select(s => r.GetValueOrDefault(s))], [], null));
        var settled = ResultTypes.Settle(new(columns, cells));
        return new(name, settled.Columns, [.. settled.Rows.Select(r => r.Cells)]);
    }
}
