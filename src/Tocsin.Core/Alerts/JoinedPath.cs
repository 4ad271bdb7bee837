using System.Buffers;

namespace Tocsin.Core.Alerts;

/// <summary>A dotted path put together of two, UTF-8; in borrowed memory where it takes any.</summary>
internal readonly ref struct JoinedPath
{
    private readonly byte[]? _rented;

    private JoinedPath(ReadOnlySpan<byte> text, byte[]? rented)
    {
        Text = text;
        _rented = rented;
    }

    /// <summary>The path; valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Joins two paths; where the first is empty, it is the second alone.</summary>
    public static JoinedPath Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> between, ReadOnlySpan<byte> second)
    {
        if (first.IsEmpty)
            return new(second, null);
        var length = first.Length + between.Length + second.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        first.CopyTo(rented);
        between.CopyTo(rented.AsSpan(first.Length));
        second.CopyTo(rented.AsSpan(first.Length + between.Length));
        return new(rented.AsSpan(0, length), rented);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
