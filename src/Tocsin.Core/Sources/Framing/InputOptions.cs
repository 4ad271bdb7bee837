namespace Tocsin.Core.Sources.Framing;

/// <summary>How inputs are cut into chunks.</summary>
internal sealed record InputOptions
{
    /// <summary>A chunk ends behind the record that brings it to this size.</summary>
    public int ChunkBytes { get; init; } = 1 << 20;

    /// <summary>A chunk ends behind this many records.</summary>
    public int ChunkRecordsMax { get; init; } = int.MaxValue;

    /// <summary>The longest record that is read; a longer one is reported and passed over.</summary>
    public int RecordBytesMax { get; init; } = 256 << 20;

    /// <summary>Whether records can be read again while the inputs are not disposed of, so that nobody needs to keep their bytes.</summary>
    public bool ReadsAgain { get; init; }

    /// <summary>What <c>-</c> reads; null where there is no standard input. The caller closes it.</summary>
    public Stream? StandardInput { get; init; }
}
