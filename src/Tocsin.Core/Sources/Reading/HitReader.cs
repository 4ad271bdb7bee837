using System.Buffers;
using System.Text;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Reads what a search hit says around its document. One thread at a time.</summary>
/// <remarks>
/// PERF: nearly all indices and ids are plain texts, which the walk over the record has found; all others are read by a parser
/// (<see cref="EnvelopeReader.OfHit"/>), which comes to the same.
/// </remarks>
internal sealed class HitReader
{
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create([
        .. Enumerable.Range(0, 256).Where(b => b is < ' ' or '"' or '\\' or >= 0x7F).Select(b => (byte)b),
    ]);

    // Documents of one index follow one another.
    private byte[] _indexBytes = [];
    private string? _index;

    /// <summary>The envelope of a hit.</summary>
    /// <param name="hit">The whole object.</param>
    /// <param name="found">What a walk found in it.</param>
    /// <param name="buffer">What was walked.</param>
    public Envelope Read(ReadOnlySpan<byte> hit, Captures found, byte[] buffer)
    {
        var hasId = found.Has(Probe.HitId);
        if (
            !TryTake(found, Probe.HitIndex, buffer, out var index)
            || index.IsEmpty
            || !TryTake(found, Probe.HitId, buffer, out var id) && hasId
        )
            return EnvelopeReader.OfHit(hit, isHit: true);
        return new()
        {
            Index = NameOf(index),
            Id = hasId ? Encoding.ASCII.GetString(id) : null,
            IsHit = true,
        };
    }

    /// <summary>Takes a text that is written as it is.</summary>
    private static bool TryTake(Captures found, Probe probe, byte[] buffer, out ReadOnlySpan<byte> text)
    {
        text = Recognizer.HasText(found, probe) ? Recognizer.TextOf(found, probe, buffer) : default;
        return Recognizer.HasText(found, probe) && text.IndexOfAny(NotPlain) < 0;
    }

    private string NameOf(ReadOnlySpan<byte> index)
    {
        if (_index is not null && index.SequenceEqual(_indexBytes))
            return _index;
        _indexBytes = index.ToArray();
        return _index = StreamNames.OfHit(Encoding.ASCII.GetString(index));
    }
}
