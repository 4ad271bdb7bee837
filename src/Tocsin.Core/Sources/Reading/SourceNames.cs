namespace Tocsin.Core.Sources.Reading;

/// <summary>The names that <c>--source</c> takes.</summary>
internal static class SourceNames
{
    /// <summary>Recognise each record by looking.</summary>
    public const string Auto = "auto";

    private static readonly (string Name, RecordShape Shape)[] Names =
    [
        ("document", RecordShape.Document),
        ("kubernetes-audit", RecordShape.AuditEvent),
        ("gke", RecordShape.CloudLoggingEntry),
        ("falco", RecordShape.Falco),
        ("tetragon", RecordShape.Tetragon),
        ("tracee", RecordShape.Tracee),
        ("laurel", RecordShape.Laurel),
    ];

    /// <summary>All names, to list and to suggest from.</summary>
    public static IEnumerable<string> All => [Auto, .. Names.Select(n => n.Name)];

    /// <summary>What a name stands for.</summary>
    /// <param name="name">As the user wrote it.</param>
    /// <param name="shape">What every record is taken for; null to look.</param>
    public static bool TryGet(string name, out RecordShape? shape)
    {
        shape = null;
        if (name == Auto)
            return true;
        foreach (var known in Names)
        {
            if (known.Name == name)
                shape = known.Shape;
        }

        return shape is not null;
    }

    /// <summary>Whether records of a shape are lists or wrappings, which are opened whatever they are said to hold.</summary>
    public static bool HoldsOthers(RecordShape shape) =>
        shape
            is RecordShape.AuditEventList
                or RecordShape.SearchHit
                or RecordShape.SearchResponse
                or RecordShape.CloudWatchBatch
                or RecordShape.CloudWatchControl
                or RecordShape.CloudWatchRow
                or RecordShape.LambdaEvent
                or RecordShape.PubSubPush
                or RecordShape.EventHubBatch
                or RecordShape.AksRecord
                or RecordShape.Wrapped;
}
