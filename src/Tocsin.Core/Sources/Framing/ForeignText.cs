namespace Tocsin.Core.Sources.Framing;

/// <summary>Text formats that are recognised only to be refused with a clear word.</summary>
internal static class ForeignText
{
    /// <summary>Why a line that is no JSON cannot be read; null where nothing better is known than that.</summary>
    public static string? Explain(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf(" AUDIT: id=\""u8) >= 0)
            return "the legacy text format of Kubernetes audit logs is not supported; start the API server with `--audit-log-format=json`";
        if (line.StartsWith("type="u8) && line.IndexOf(" msg=audit("u8) >= 0)
            return "raw auditd text is not supported; convert it to JSON with Laurel";
        return null;
    }
}
