using Tocsin.Core.Engine.Scan;

namespace Tocsin.Core.Engine.Live;

/// <summary>A batch of the log, read.</summary>
/// <param name="Offset">Its place in the log.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="ArrivedMillis">When it arrived, milliseconds since 1970.</param>
/// <param name="Parts">
/// What the rules make of its records, in order; none where it only tells the time. A part with an event of the future is of a single
/// record (<see cref="BatchReader"/>).
/// </param>
internal sealed record LiveBatch(long Offset, string Source, long ArrivedMillis, IReadOnlyList<ChunkResult> Parts);
