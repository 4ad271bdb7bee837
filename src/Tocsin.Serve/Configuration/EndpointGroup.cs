namespace Tocsin.Serve.Configuration;

/// <summary>The groups of endpoints that a listener can offer.</summary>
internal enum EndpointGroup
{
    /// <summary>The Kubernetes audit webhook.</summary>
    Kubernetes,

    /// <summary>What clients of Elasticsearch need to send documents.</summary>
    Elasticsearch,

    /// <summary>Falco's HTTP output.</summary>
    Falco,

    /// <summary>OpenTelemetry logs over HTTP.</summary>
    Otlp,

    /// <summary>Plain JSON and NDJSON, and what clouds push.</summary>
    Ingest,

    /// <summary>Whether the server lives and is ready; needs no authentication.</summary>
    Health,

    /// <summary>Counters in Prometheus' format.</summary>
    Metrics,

    /// <summary>Alerts, rules, sources and queries.</summary>
    Api,
}
