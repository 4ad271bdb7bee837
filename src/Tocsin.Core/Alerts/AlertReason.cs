using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Alerts;

/// <summary>The sentence that tells people what an alert is about (detection engine, 11.3).</summary>
internal static class AlertReason
{
    /// <summary>Writes the sentence over the alert's fields, UTF-8.</summary>
    public static void Write(PooledBytes text, AlertFields fields, AlertOverrides effective)
    {
        if (fields.TryAppend("event.category", text))
            text.Add(" "u8);
        text.Add("event"u8);
        var bare = text.Length;
        AppendSubject(text, bare, fields, "process"u8, "process.name");
        AppendSubject(text, bare, fields, "parent process"u8, "process.parent.name");
        AppendSubject(text, bare, fields, "file"u8, "file.name");
        AppendSubject(text, bare, fields, "source"u8, "source.ip", "source.port");
        AppendSubject(text, bare, fields, "destination"u8, "destination.ip", "destination.port");
        Append(text, " by "u8, fields, "user.name");
        Append(text, " on "u8, fields, "host.name");
        text.Add(" created "u8);
        text.Add(SeverityNames.Of(effective.Severity));
        text.Add(" alert "u8);
        text.Add(effective.Name);
        text.Add("."u8);
    }

    /// <summary>Appends one of the things that the event is about, the first behind “with”.</summary>
    private static void AppendSubject(
        PooledBytes text,
        int bare,
        AlertFields fields,
        ReadOnlySpan<byte> what,
        string path,
        string? port = null
    )
    {
        var start = text.Length;
        text.Add(start == bare ? " with "u8 : " "u8);
        text.Add(what);
        if (!Append(text, " "u8, fields, path))
        {
            text.Shorten(start);
            return;
        }

        if (port is not null)
            Append(text, ":"u8, fields, port);
        text.Add(","u8);
    }

    private static bool Append(PooledBytes text, ReadOnlySpan<byte> before, AlertFields fields, string path)
    {
        var start = text.Length;
        text.Add(before);
        var has = fields.TryAppend(path, text);
        if (!has)
            text.Shorten(start);
        return has;
    }
}
