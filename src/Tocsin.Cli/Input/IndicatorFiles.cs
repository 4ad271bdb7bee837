using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Cli.Input;

/// <summary>The documents of <c>--indicators [INDEX=]PATH</c>.</summary>
/// <remarks>A document that names no index of its own, in a file for which none was given, counts for every threat index.</remarks>
/// <param name="values">The option's values.</param>
/// <param name="types">The types of fields.</param>
/// <param name="streams">Where indices get their numbers.</param>
/// <param name="problems">Receives what is wrong with the files.</param>
internal sealed class IndicatorFiles(
    IReadOnlyList<string> values,
    FieldTypes types,
    DataStreams streams,
    IInputProblems problems
)
{
    /// <summary>Whether files were named that no rule has asked for.</summary>
    public bool IsUnused { get; private set; } = values.Count > 0;

    /// <summary>The documents of some indices.</summary>
    /// <param name="indices">The patterns of a rule's <c>threat_index</c>.</param>
    /// <param name="fields">The fields that are wanted of them.</param>
    public IReadOnlyList<FieldSnapshot> Read(IndexPatterns indices, FieldTable fields)
    {
        IsUnused = false;
        var found = new List<FieldSnapshot>();
        foreach (var value in values)
        {
            var (index, path) = TypeOverrides.SplitOption(value);
            if (index is null || indices.Matches(index))
                Read(path, index, indices, fields, found);
        }

        return found;
    }

    private void Read(string path, string? index, IndexPatterns indices, FieldTable fields, List<FieldSnapshot> found)
    {
        var reader = new JsonEventReader(fields, types, streams, problems, new ReaderOptions { Index = index });
        foreach (var chunk in Inputs.Open([path], new InputOptions(), problems).ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                {
                    var name = streams.NameOf(reader.Current.StreamId);
                    if (name == index || name == chunk.File.IndexName || indices.Matches(name))
                        found.Add(new FieldSnapshot(reader.Current, fields.Count));
                }
            }

            chunk.Return();
        }
    }
}
