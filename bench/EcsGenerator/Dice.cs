namespace Tocsin.Bench.EcsGenerator;

/// <summary>Random numbers that are the same for a seed on every machine (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number below a bound.</summary>
    public int Next(int bound) => (int)(NextBits() % (ulong)bound);

    /// <summary>Whether something of a probability happens.</summary>
    public bool Happens(double probability) => (NextBits() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>One of a list, the first ones far more often: the share of the n-th is about 1/n.</summary>
    public T Skewed<T>(IReadOnlyList<T> from)
    {
        var share = (NextBits() >> 11) * (1.0 / (1UL << 53));
        return from[Math.Min(from.Count - 1, (int)(Math.Pow(from.Count + 1, share) - 1))];
    }

    /// <summary>One of a list.</summary>
    public T Any<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    /// <summary>Hex digits.</summary>
    public string Hex(int digits)
    {
        Span<char> text = stackalloc char[digits];
        for (var i = 0; i < digits; i++)
            text[i] = "0123456789abcdef"[Next(16)];
        return new string(text);
    }

    /// <summary>A UUID.</summary>
    public string Uuid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-a{Hex(3)}-{Hex(12)}";

    private ulong NextBits()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var bits = _state;
        bits = (bits ^ bits >> 30) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ bits >> 27) * 0x94D0_49BB_1331_11EB;
        return bits ^ bits >> 31;
    }
}
