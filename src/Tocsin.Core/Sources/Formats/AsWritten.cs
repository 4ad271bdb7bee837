using Tocsin.Core.Sources.Json;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Documents that are read as they are: of integrations, in the Elastic Common Schema, or of any other shape.</summary>
internal sealed class AsWritten : SourceFormat
{
    public static readonly AsWritten Instance = new();

    public override string Name => "document";

    public override bool IsMapped => false;

    public override FieldOrigin? OriginOf(string field) => AlertNames.OriginOf(field);

    /// <summary>The record itself; a top-level <c>_id</c> is no field and is left out.</summary>
    public override byte[] ToDocument(ReadOnlySpan<byte> record, Envelope? envelope)
    {
        if (envelope is { Fields.Count: > 0 })
            return WithEnvelope(record, envelope);
        if (envelope?.IsHit == true || record.IndexOf("\"_id\""u8) < 0)
            return record.ToArray();
        var position = JsonScan.SkipBlanks(record, 1);
        while (position < record.Length && record[position] == '"')
        {
            var start = position;
            var keyEnd = JsonScan.SkipString(record, position);
            if (keyEnd < 0)
                break;
            var colon = JsonScan.SkipBlanks(record, keyEnd);
            var end = JsonScan.SkipValue(record, JsonScan.SkipBlanks(record, colon + 1));
            if (end < 0)
                break;
            var next = JsonScan.SkipBlanks(record, end);
            var isLast = next >= record.Length || record[next] != ',';
            if (!record[start..keyEnd].SequenceEqual("\"_id\""u8))
            {
                if (isLast)
                    break;
                position = JsonScan.SkipBlanks(record, next + 1);
                continue;
            }

            var behind = isLast ? next : JsonScan.SkipBlanks(record, next + 1);
            var before = record[..start];
            if (isLast)
                before = before.TrimEnd(", \t\r\n"u8);
            return [.. before, .. record[behind..]];
        }

        return record.ToArray();
    }

    /// <summary>A document out of a shipper's wrapping, with what stood around it.</summary>
    private static byte[] WithEnvelope(ReadOnlySpan<byte> record, Envelope envelope)
    {
        using var parsed = DocumentJson.ParseTape(record);
        using var document = new DocumentBuilder();
        foreach (var member in parsed.Root.EnumerateChildren())
        {
            if (!member.HasName("_id"))
                document.SetMember([], member);
        }

        document.SetMissing(envelope);
        return document.ToArray();
    }
}
