namespace Tocsin.Core.Sinks;

/// <summary>How results are written.</summary>
internal enum ResultFormat
{
    Table,
    Ndjson,
    Json,
    Csv,

    /// <summary>Alerts only: SARIF 2.1.0.</summary>
    Sarif,

    /// <summary>Alerts only: a page for people.</summary>
    Html,
}
