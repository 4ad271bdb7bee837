using System.Text;

namespace Tocsin.Core.Alerts;

/// <summary>The sentence that tells people what an alert is about (detection engine, 11.3).</summary>
internal static class AlertReason
{
    /// <summary>The sentence over the alert's fields.</summary>
    public static string Of(AlertFields fields, AlertOverrides effective)
    {
        var subject = new StringBuilder();
        Append(subject, "process", fields.Text("process.name"));
        Append(subject, "parent process", fields.Text("process.parent.name"));
        Append(subject, "file", fields.Text("file.name"));
        Append(subject, "source", Endpoint(fields, "source"));
        Append(subject, "destination", Endpoint(fields, "destination"));

        var text = new StringBuilder();
        if (fields.Text("event.category") is { } category)
            text.Append(category).Append(' ');
        text.Append("event");
        if (subject.Length > 0)
            text.Append(" with").Append(subject);
        if (fields.Text("user.name") is { } user)
            text.Append(" by ").Append(user);
        if (fields.Text("host.name") is { } host)
            text.Append(" on ").Append(host);
        return text.Append(" created ")
            .Append(SeverityNames.Of(effective.Severity))
            .Append(" alert ")
            .Append(effective.Name)
            .Append('.')
            .ToString();
    }

    private static string? Endpoint(AlertFields fields, string side)
    {
        var address = fields.Text(side + ".ip");
        return address is not null && fields.Text(side + ".port") is { } port ? $"{address}:{port}" : address;
    }

    private static void Append(StringBuilder text, string what, string? value)
    {
        if (value is not null)
            text.Append(' ').Append(what).Append(' ').Append(value).Append(',');
    }
}
