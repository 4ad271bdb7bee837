using System.Text;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Says under which index a document stands, by what it says of itself, and keeps the numbers of names.</summary>
/// <remarks>Semantics: <c>command-line.md</c>, “What a record is”; data-sources 2.1. Belongs to one reader.</remarks>
internal sealed class StreamNames(DataStreams streams)
{
    private const int NameBytesMax = 512;
    private const int KnownMax = 4096;

    private static readonly string[] KnownDatasets =
    [
        "kubernetes.audit_logs",
        "cloud_defend.process",
        "cloud_defend.file",
        "cloud_defend.alerts",
        "gcp.audit",
        "azure.platformlogs",
        "falco.alerts",
        "tetragon.events",
    ];

    private readonly Dictionary<byte[], int> _known = new(ByteKeys.Instance);

    /// <summary>The number of a name.</summary>
    public int Of(string name) => streams.GetOrAdd(name);

    /// <summary>The stream that a document names, or a negative number.</summary>
    /// <param name="found">The document's probes.</param>
    /// <param name="text">The buffer that was walked.</param>
    public int OfDocument(Captures found, ReadOnlySpan<byte> text)
    {
        var dataset = DatasetOf(found, text);
        if (dataset.IsEmpty)
            return -1;
        var type = found.Has(Probe.StreamType) ? Text(found, Probe.StreamType, text) : "logs"u8;
        var name = found.Has(Probe.StreamNamespace) ? Text(found, Probe.StreamNamespace, text) : "default"u8;
        if (type.Length + dataset.Length + name.Length + 2 > NameBytesMax)
            return -1;
        Span<byte> joined = stackalloc byte[NameBytesMax];
        var length = 0;
        Append(joined, ref length, type.IsEmpty ? "logs"u8 : type);
        joined[length++] = (byte)'-';
        Append(joined, ref length, dataset);
        joined[length++] = (byte)'-';
        Append(joined, ref length, name.IsEmpty ? "default"u8 : name);
        return OfBytes(joined[..length]);
    }

    /// <summary>The name that an index of a search hit has here: a backing index counts as its data stream.</summary>
    public static string OfHit(string index)
    {
        const string Backing = ".ds-";
        // .ds-NAME-2026.03.02-000001
        const int Suffix = 18;
        if (!index.StartsWith(Backing, StringComparison.Ordinal) || index.Length <= Backing.Length + Suffix)
            return index;
        var suffix = index.AsSpan(index.Length - Suffix);
        var isDated = suffix[0] == '-' && suffix[5] == '.' && suffix[8] == '.' && suffix[11] == '-';
        return isDated ? index[Backing.Length..^Suffix] : index;
    }

    private static ReadOnlySpan<byte> DatasetOf(Captures found, ReadOnlySpan<byte> text)
    {
        if (Recognizer.HasText(found, Probe.StreamDataset))
            return Text(found, Probe.StreamDataset, text);
        if (Recognizer.HasText(found, Probe.EventDataset))
        {
            var dataset = Text(found, Probe.EventDataset, text);
            foreach (var known in KnownDatasets)
            {
                if (Ascii.Equals(dataset, known))
                    return dataset;
            }
        }

        return Recognizer.HasText(found, Probe.KubernetesAuditId) ? "kubernetes.audit_logs"u8 : default;
    }

    private static ReadOnlySpan<byte> Text(Captures found, Probe probe, ReadOnlySpan<byte> text)
    {
        if (!Recognizer.HasText(found, probe))
            return default;
        var raw = Recognizer.TextOf(found, probe, text);
        if (!raw.Contains((byte)'\\'))
            return raw;
        var target = new byte[raw.Length];
        return target.AsSpan(0, JsonText.Unescape(raw, target));
    }

    private static void Append(Span<byte> target, ref int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(target[length..]);
        length += part.Length;
    }

    private int OfBytes(ReadOnlySpan<byte> name)
    {
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(name, out var known))
            return known;
        var id = streams.GetOrAdd(Encoding.UTF8.GetString(name));
        if (_known.Count < KnownMax)
            lookup[name] = id;
        return id;
    }
}
