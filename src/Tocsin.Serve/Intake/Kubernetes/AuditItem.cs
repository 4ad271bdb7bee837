using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Serve.Intake.Kubernetes;

/// <summary>What intake needs to know of an audit event: whether it is one, what it lacks, and what makes it recognisable.</summary>
/// <remarks>Semantics: data-sources, section 4 (test 3) and 5.1. The items of an EventList do not repeat kind and version.</remarks>
internal readonly ref struct AuditItem
{
    private AuditItem(ReadOnlySpan<byte> auditId, ReadOnlySpan<byte> stage, bool hasKind, bool hasVersion)
    {
        AuditId = auditId;
        Stage = stage;
        HasKind = hasKind;
        HasVersion = hasVersion;
    }

    /// <summary>The request's id, shared by its stages; as written.</summary>
    public ReadOnlySpan<byte> AuditId { get; }

    /// <summary>The stage; empty where there is none.</summary>
    public ReadOnlySpan<byte> Stage { get; }

    /// <summary>Whether it says <c>kind</c>.</summary>
    public bool HasKind { get; }

    /// <summary>Whether it says <c>apiVersion</c>.</summary>
    public bool HasVersion { get; }

    /// <summary>Looks at a value.</summary>
    /// <param name="json">The value, whole.</param>
    /// <param name="item">What was found; borrows the text.</param>
    /// <returns>Whether it is JSON and an audit event.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out AuditItem item)
    {
        item = default;
        try
        {
            return TryReadMembers(json, out item);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadMembers(ReadOnlySpan<byte> json, out AuditItem item)
    {
        item = default;
        ReadOnlySpan<byte> auditId = default;
        ReadOnlySpan<byte> stage = default;
        var hasKind = false;
        var hasVersion = false;
        var reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions { MaxDepth = JsonScan.DepthMax, AllowTrailingCommas = true }
        );
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAuditId = reader.ValueTextEquals("auditID"u8);
            var isStage = !isAuditId && reader.ValueTextEquals("stage"u8);
            var isKind = reader.ValueTextEquals("kind"u8);
            var isVersion = reader.ValueTextEquals("apiVersion"u8);
            if (!reader.Read())
                return false;
            var isText = reader.TokenType == JsonTokenType.String;
            if (isAuditId && isText)
                auditId = reader.ValueSpan;
            else if (isStage && isText)
                stage = reader.ValueSpan;
            else if (isKind && !(hasKind = isText && reader.ValueTextEquals("Event"u8)))
                return false;
            else if (isVersion && !(hasVersion = isText && reader.ValueSpan.StartsWith("audit.k8s.io/"u8)))
                return false;
            reader.Skip();
        }

        // To the end, so that what follows the object is seen.
        while (reader.Read())
            return false;
        item = new(auditId, stage, hasKind, hasVersion);
        return !auditId.IsEmpty;
    }
}
