namespace Tocsin.Core.Engine.Queries;

/// <summary>What a thread made of a chunk; queries add what they commit in order.</summary>
internal class QueryPart
{
    /// <summary>How many events were read.</summary>
    public long EventCount { get; set; }

    /// <summary>How many bytes the records had.</summary>
    public long ByteCount { get; set; }
}
