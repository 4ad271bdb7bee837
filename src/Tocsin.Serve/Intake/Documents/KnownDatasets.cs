namespace Tocsin.Serve.Intake.Documents;

/// <summary>The datasets that <c>event.dataset</c> alone is believed to name; any that <c>data_stream.dataset</c> names is believed.</summary>
internal static class KnownDatasets
{
    private static readonly string[] Names =
    [
        "kubernetes.audit_logs",
        "cloud_defend.process",
        "cloud_defend.file",
        "cloud_defend.alerts",
        "gcp.audit",
        "azure.platformlogs",
        "falco.alerts",
        "tetragon.events",
    ];

    /// <summary>Whether a dataset is one of them.</summary>
    public static bool Contains(string dataset) => Array.IndexOf(Names, dataset) >= 0;
}
