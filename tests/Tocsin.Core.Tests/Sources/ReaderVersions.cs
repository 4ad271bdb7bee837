using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Sources;

/// <summary>Reads inputs with the vector version and the plain version of the reader, and compares all that they say.</summary>
internal static class ReaderVersions
{
    /// <summary>Fails where the versions differ.</summary>
    /// <param name="bytes">The input.</param>
    /// <param name="fields">The fields that are wanted.</param>
    /// <param name="chunkBytes">How the input is cut; null for the default.</param>
    /// <returns>How many events there were.</returns>
    public static int AssertAgree(byte[] bytes, string[] fields, int? chunkBytes = null)
    {
        var input = chunkBytes is { } size ? new InputOptions { ChunkBytes = size } : new InputOptions();
        var vectors = Read(bytes, fields, input, usesVectors: true, out var events);
        var plain = Read(bytes, fields, input, usesVectors: false, out _);
        for (var i = 0; i < Math.Min(vectors.Count, plain.Count); i++)
            Assert.Equal(plain[i], vectors[i]);
        Assert.Equal(plain.Count, vectors.Count);
        return events;
    }

    private static List<string> Read(
        byte[] bytes,
        string[] fields,
        InputOptions input,
        bool usesVectors,
        out int events
    )
    {
        var said = new Said();
        var table = ReaderBudget.TableOf(fields);
        var streams = new DataStreams();
        var options = new ReaderOptions { UsesVectors = usesVectors };
        var reader = new JsonEventReader(table, FieldTypes.Default, streams, said, options);
        events = 0;
        using var stream = new MemoryStream(bytes);
        foreach (var chunk in Inputs.Open(["-"], input with { StandardInput = stream }, said).ReadChunks())
        {
            for (var record = 0; record < chunk.Records.Count; record++)
            {
                reader.Start(chunk, record);
                while (reader.MoveNext())
                {
                    events++;
                    var read = reader.Current;
                    var text = new StringBuilder();
                    text.Append(
                        $"{read.Id} {read.HasOwnId} {streams.NameOf(read.StreamId)} {read.Timestamp} {read.TimestampNanosOfMilli} {read.Ingested} {read.Arrival}"
                    );
                    for (var slot = 0; slot < table.Count; slot++)
                        text.Append('|').Append(ValueText.Format(read.Get(slot)));
                    // Once more: what is asked for again must be what it was.
                    for (var slot = 0; slot < table.Count; slot++)
                        text.Append('|').Append(read.Get(slot).Count);
                    text.Append(' ').Append(Encoding.UTF8.GetString(read.Raw));
                    said.Lines.Add(text.ToString());
                }
            }

            chunk.Return();
        }

        return said.Lines;
    }

    private sealed class Said : IInputProblems
    {
        public List<string> Lines { get; } = [];

        public void Report(InputProblem problem) => Lines.Add(problem.ToString());
    }
}
