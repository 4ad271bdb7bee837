using System.Security.Cryptography;
using System.Text.Json;
using Tocsin.Core.Sources.Json;
using Tocsin.Serve.Intake.Documents;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>Reads a bulk body: actions, each but a deletion with a line behind it (intake-protocols 2.4).</summary>
internal sealed class BulkBody(BatchBuilder batch, string? defaultIndex, int recordBytesMax)
{
    private const int MadeIdBytes = 15;

    private readonly DocumentIntake _documents = new(batch, recordBytesMax);
    private readonly List<BulkItem> _items = [];
    private int _line;

    /// <summary>One entry for each action, in order.</summary>
    public IReadOnlyList<BulkItem> Items => _items;

    /// <summary>Reads the whole body. Throws <see cref="IntakeRefusedException"/> (400) where a line that should be an action is none.</summary>
    public void Read(byte[] buffer, int end)
    {
        var position = 0;
        while (NextLine(buffer, ref position, end, out var start, out var lineEnd))
        {
            var actionLine = _line;
            if (BulkAction.Read(buffer.AsSpan(start, lineEnd - start), out var problem) is not { } action)
                throw Malformed(actionLine, problem);
            var index = action.Index ?? defaultIndex;
            if (action.Operation == BulkOperation.Delete)
            {
                _items.Add(new(action.Operation, index ?? StreamName.Generic, action.Id ?? "", 404, null));
                continue;
            }

            if (!NextLine(buffer, ref position, end, out start, out lineEnd))
                throw Malformed(actionLine, "expected a document behind it");
            _items.Add(
                action.Operation == BulkOperation.Update
                    ? Update(buffer, start, lineEnd, action, index)
                    : Store(buffer, start, lineEnd, action, index)
            );
        }

        if (_items.Count == 0)
            throw new IntakeRefusedException(400, "request body is required");
    }

    /// <summary>An id for the answer: a function of the document, so that a repeated request has the same answer.</summary>
    public static string MakeId(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return Convert.ToBase64String(hash[..MadeIdBytes]).Replace('+', '-').Replace('/', '_');
    }

    private BulkItem Store(
        byte[] buffer,
        int start,
        int end,
        BulkAction action,
        string? index,
        bool isRepeatable = false
    )
    {
        var outcome = _documents.Add(buffer, start, end, index, action.Id, isRepeatable);
        var id = action.Id ?? MakeId(buffer.AsSpan(start, end - start));
        var reason = ReasonOf(outcome, recordBytesMax);
        if (reason is not null)
            batch.Skipped++;
        return new(action.Operation, index ?? StreamName.Generic, id, reason is null ? 201 : 400, reason);
    }

    /// <summary>Why a document can never be stored; null where it was.</summary>
    public static string? ReasonOf(DocumentOutcome outcome, int recordBytesMax) =>
        outcome switch
        {
            DocumentOutcome.Accepted => null,
            DocumentOutcome.TooDeep => "the document is nested too deep",
            DocumentOutcome.TooLarge => $"the document is larger than {recordBytesMax} bytes",
            _ => "the document is no JSON object",
        };

    /// <summary>An update stores what its <c>doc</c>, else its <c>upsert</c>, holds.</summary>
    private BulkItem Update(byte[] buffer, int start, int end, BulkAction action, string? index)
    {
        var line = buffer.AsSpan(start, end - start);
        var (from, length) = FindDocument(line);
        if (length == 0)
        {
            batch.Skipped++;
            const string Reason = "an update without `doc` or `upsert` holds no document";
            return new(action.Operation, index ?? StreamName.Generic, action.Id ?? "", 400, Reason);
        }

        return Store(buffer, start + from, start + from + length, action, index, isRepeatable: true);
    }

    private static (int Start, int Length) FindDocument(ReadOnlySpan<byte> line)
    {
        var upsert = (0, 0);
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonScan.DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return (0, 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isDocument = reader.ValueTextEquals("doc"u8);
                var isUpsert = reader.ValueTextEquals("upsert"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                var isObject = reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
                var found = (start, (int)reader.BytesConsumed - start);
                if (isDocument && isObject)
                    return found;
                if (isUpsert && isObject)
                    upsert = found;
            }

            return upsert;
        }
        catch (JsonException)
        {
            return (0, 0);
        }
    }

    /// <summary>The next line that is not blank.</summary>
    private bool NextLine(byte[] buffer, ref int position, int end, out int start, out int lineEnd)
    {
        while (position < end)
        {
            var found = buffer.AsSpan(position, end - position).IndexOf((byte)'\n');
            var stop = found < 0 ? end : position + found;
            start = JsonScan.SkipBlanks(buffer.AsSpan(0, stop), position);
            lineEnd = stop;
            while (lineEnd > start && JsonScan.IsBlank(buffer[lineEnd - 1]))
                lineEnd--;
            position = found < 0 ? end : stop + 1;
            _line++;
            if (lineEnd > start)
                return true;
        }

        start = lineEnd = end;
        return false;
    }

    private static IntakeRefusedException Malformed(int line, string problem) =>
        new(400, $"Malformed action/metadata line [{line}], {problem}");
}
