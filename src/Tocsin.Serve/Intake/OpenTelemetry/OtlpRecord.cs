using System.Text.Json.Nodes;

namespace Tocsin.Serve.Intake.OpenTelemetry;

/// <summary>A log record of OpenTelemetry with what its resource and scope say, whatever it was encoded in.</summary>
/// <remarks>Field numbers and names: intake-protocols, section 3.</remarks>
internal sealed class OtlpRecord
{
    /// <summary>The attributes of its resource; shared by the records of the resource.</summary>
    public required JsonObject Resource { get; init; }

    /// <summary>The name of its scope; null for none.</summary>
    public string? ScopeName { get; set; }

    /// <summary>When it happened, nanoseconds since 1970; 0 where that is not known.</summary>
    public ulong Time { get; set; }

    /// <summary>When it was collected.</summary>
    public ulong ObservedTime { get; set; }

    public int SeverityNumber { get; set; }

    public string? SeverityText { get; set; }

    /// <summary>What it says: a text, a scalar, a list, or an object.</summary>
    public JsonNode? Body { get; set; }

    public JsonObject Attributes { get; } = [];

    /// <summary>32 hex digits, lower case; null for none.</summary>
    public string? TraceId { get; set; }

    /// <summary>16 hex digits, lower case; null for none.</summary>
    public string? SpanId { get; set; }

    public string? EventName { get; set; }
}

/// <summary>A body that is no export request.</summary>
/// <param name="reason">Why; lower case, no full stop.</param>
internal sealed class OtlpFormatException(string reason) : Exception(reason);
