namespace Tocsin.Serve.Log;

/// <summary>What health asks.</summary>
internal sealed partial class SqliteLog
{
    /// <summary>Why batches are refused now; null where they are taken.</summary>
    public string? NotTakingBecause =>
        UnsealedBytes > _options.UnsealedBytesMax ? "too much waits to be evaluated"
        : FreeBytes() < _options.FreeBytesMin ? "the disk is full"
        : null;
}
