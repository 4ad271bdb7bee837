using System.Globalization;

namespace Tocsin.Serve.Configuration;

/// <summary>A number of bytes, written with a unit: <c>512KiB</c>, <c>100MiB</c>, <c>10GiB</c>.</summary>
/// <param name="Bytes">The number.</param>
internal readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("TiB", 1L << 40),
        ("GiB", 1L << 30),
        ("MiB", 1L << 20),
        ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
        ("B", 1),
    ];

    /// <summary>So many mebibytes.</summary>
    public static ByteSize MiB(long count) => new(count << 20);

    /// <summary>So many gibibytes.</summary>
    public static ByteSize GiB(long count) => new(count << 30);

    /// <summary>Reads a size; a unit is needed.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        foreach (var (name, bytes) in Units)
        {
            if (!text.EndsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            var number = text.AsSpan(0, text.Length - name.Length).TrimEnd();
            if (
                !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                || count > long.MaxValue / bytes
            )
                return false;
            size = new((long)(count * bytes));
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The size in the largest unit of 1024 that holds it without rest.</summary>
    public override string ToString()
    {
        var count = Bytes;
        var (name, unit) = Units.First(u =>
            u.Bytes == 1 || (u.Name is [_, 'i', _] && count >= u.Bytes && count % u.Bytes == 0)
        );
        return string.Create(CultureInfo.InvariantCulture, $"{count / unit}{name}");
    }
}
