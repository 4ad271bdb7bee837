namespace Tocsin.Bench.Load;

/// <summary>A request's body, made again and again in the same memory.</summary>
internal sealed class BodyBuffer
{
    private byte[] _bytes = new byte[64 << 10];

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next change.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Adds bytes; gives the place where they stand now, to write over.</summary>
    public Span<byte> Append(ReadOnlySpan<byte> more)
    {
        if (Length + more.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more.Length));
        var place = _bytes.AsSpan(Length, more.Length);
        more.CopyTo(place);
        Length += more.Length;
        return place;
    }
}
