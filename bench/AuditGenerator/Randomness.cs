namespace Tocsin.Bench.AuditGenerator;

/// <summary>Numbers that are the same for a seed on every machine and runtime (xorshift64*).</summary>
internal sealed class Randomness(ulong seed)
{
    private ulong _state = seed * 0x9E37_79B9_7F4A_7C15 + 1;

    public ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_F491_4F6C_DD1D;
    }

    /// <summary>From 0 up to, not including, <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)((Next() >> 33) % (ulong)bound);

    /// <summary>Whether something happens that happens so often in a thousand.</summary>
    public bool Permille(int chance) => Next(1000) < chance;

    public T Of<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>An identifier in the form of a UUID.</summary>
    public string Uuid()
    {
        var (a, b) = (Next(), Next());
        return $"{a >> 32:x8}-{(a >> 16) & 0xFFFF:x4}-4{a & 0xFFF:x3}-{0x8000 | (b >> 50):x4}-{b & 0xFFFF_FFFF_FFFF:x12}";
    }
}
