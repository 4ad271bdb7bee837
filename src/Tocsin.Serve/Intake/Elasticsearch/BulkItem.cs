namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>What became of one action of a bulk body.</summary>
/// <param name="Operation">The action.</param>
/// <param name="Index">The index that the answer names.</param>
/// <param name="Id">The id that the answer names.</param>
/// <param name="Status">201 where it was taken, 404 for a deletion, 400 where it can never be.</param>
/// <param name="Reason">Why it was not taken; null where it was.</param>
internal readonly record struct BulkItem(BulkOperation Operation, string Index, string Id, int Status, string? Reason);
