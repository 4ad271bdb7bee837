using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Sources;

/// <summary>Reads records that are in memory already.</summary>
internal static class ReaderBudget
{
    /// <summary>A table of fields.</summary>
    public static FieldTable TableOf(IEnumerable<string> fields)
    {
        var table = new FieldTable();
        foreach (var field in fields)
            table.GetOrAdd(field);
        return table;
    }

    /// <summary>A text as one chunk.</summary>
    public static RecordChunk ChunkOf(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var options = new InputOptions { StandardInput = stream, ChunkBytes = 64 << 20 };
        return Assert.Single(Inputs.Open(["-"], options, IgnoredProblems.Instance).ReadChunks());
    }

    /// <summary>The values of all fields of the event of a record, as texts.</summary>
    public static string[] Texts(JsonEventReader reader, RecordChunk chunk, int record, FieldTable table)
    {
        reader.Start(chunk, record);
        Assert.True(reader.MoveNext());
        return [.. Enumerable.Range(0, table.Count).Select(slot => ValueText.Format(reader.Current.Get(slot)))];
    }

    /// <summary>Reads all records of a chunk and asks for all fields of each event.</summary>
    /// <returns>How many bytes this allocated on this thread.</returns>
    public static long AllocatedBy(JsonEventReader reader, RecordChunk chunk, int slots)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var record = 0; record < chunk.Records.Count; record++)
        {
            reader.Start(chunk, record);
            while (reader.MoveNext())
            {
                for (var slot = 0; slot < slots; slot++)
                    _ = reader.Current.Get(slot);
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
