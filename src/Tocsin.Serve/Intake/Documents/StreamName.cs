using Tocsin.Core.Sources.Reading;

namespace Tocsin.Serve.Intake.Documents;

/// <summary>The parts of a data stream's name, <c>TYPE-DATASET-NAMESPACE</c> (data-sources 2.1).</summary>
/// <param name="Type">What it holds: <c>logs</c> for nearly all.</param>
/// <param name="Dataset">Which records.</param>
/// <param name="Namespace">Whose.</param>
internal sealed record StreamName(string Type, string Dataset, string Namespace)
{
    /// <summary>The dataset of records that say nothing of theirs.</summary>
    public const string GenericDataset = "generic";

    /// <summary>Where documents go that nobody recognises and that name no index.</summary>
    public const string Generic = "logs-generic-default";

    private static readonly string[] Types = ["logs", "metrics", "traces", "synthetics"];

    /// <summary>Takes a name apart; null where it is another index's.</summary>
    /// <param name="index">The name; a backing index counts as its data stream.</param>
    public static StreamName? Of(string index)
    {
        var parts = StreamNames.OfHit(index).Split('-', 3);
        return parts.Length == 3 && Array.IndexOf(Types, parts[0]) >= 0 && parts[1].Length > 0 && parts[2].Length > 0
            ? new(parts[0], parts[1], parts[2])
            : null;
    }

    /// <summary>The name of a dataset's stream in the default namespace.</summary>
    public static string OfDataset(string dataset) => $"logs-{dataset}-default";
}
