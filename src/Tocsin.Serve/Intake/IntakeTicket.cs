namespace Tocsin.Serve.Intake;

/// <summary>A request that was let in: when it arrived, and the bytes that it holds.</summary>
/// <remarks>Belongs to one request; not safe for threads.</remarks>
internal sealed class IntakeTicket(IntakeGate gate, long arrivedMillis) : IDisposable
{
    private byte[]? _lent;
    private long _bytes;
    private bool _hasLeft;

    /// <summary>When the request arrived, milliseconds since 1970.</summary>
    public long ArrivedMillis { get; } = arrivedMillis;

    /// <summary>Counts more bytes as held; throws <see cref="IntakeRefusedException"/> (429) where there is no room.</summary>
    public void Hold(long bytes)
    {
        gate.Hold(bytes);
        _bytes += bytes;
    }

    /// <summary>Bytes for the request's body, until it has been answered; larger ones take the place of those before, with what they hold.</summary>
    /// <param name="size">How many at least. They are counted as held.</param>
    public byte[] Lend(int size)
    {
        Hold(size - (_lent?.Length ?? 0));
        var lent = RecordBuffers.Rent(size);
        if (_lent is not null)
        {
            _lent.CopyTo(lent, 0);
            RecordBuffers.Return(_lent);
        }

        return _lent = lent;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_hasLeft)
            return;
        _hasLeft = true;
        if (_lent is not null)
            RecordBuffers.Return(_lent);
        _lent = null;
        gate.Leave(_bytes);
    }
}

/// <summary>Who sends records.</summary>
/// <param name="Source">The listener's or followed file's name.</param>
/// <param name="Peer">The address; null for files.</param>
internal readonly record struct IntakeSender(string Source, string? Peer);
