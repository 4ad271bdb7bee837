using System.Text.Json;

namespace Tocsin.Core.Sources.Formats;

/// <summary>Falco records as alerts of Falco's own rules.</summary>
/// <remarks>Semantics: data-sources 8.1. Every record gives one, beside the process or file event in it.</remarks>
internal sealed class FalcoAlert : TranscodedFormat
{
    public static readonly FalcoAlert Instance = new();

    private static readonly string[] Priorities =
    [
        "emergency",
        "alert",
        "critical",
        "error",
        "warning",
        "notice",
        "informational",
        "debug",
    ];

    public override string Name => "falco-alerts";

    protected override void Write(DocumentBuilder document, JsonElement record)
    {
        document.Set("@timestamp", record.TextAt("time"));
        WriteStream(document, "falco.alerts");
        document.Set("event.kind", "alert");
        document.Set("event.module", "falco");
        document.Set("event.provider", record.TextAt("source"));
        var priority = record.TextAt("priority");
        var severity = Array.IndexOf(Priorities, priority?.ToLowerInvariant());
        if (severity >= 0)
            document.Set("event.severity", severity);
        document.Set("log.level", priority?.ToLowerInvariant());
        document.Set("message", record.TextAt("output") ?? record.TextAt("message"));
        document.Set("rule.name", record.TextAt("rule"));
        document.Set("host.name", record.TextAt("hostname"));
        document.Set("falco.rule", record.TextAt("rule"));
        document.Set("falco.priority", priority);
        document.Set("falco.source", record.TextAt("source"));
        document.SetMany("tags", [.. record.TextsAt("tags"), "tocsin_mapped"]);
        if (record.At("output_fields") is not { } fields)
            return;
        foreach (var field in fields.EnumerateObject())
            document.SetUnder(["falco", "output_fields", field.Name], field.Value);
        var container = fields.TextAt("container.full_id") ?? fields.TextAt("container.id");
        document.Set("container.id", container == "host" ? null : container);
        document.Set("process.name", fields.TextAt("proc.name"));
        document.Set("process.command_line", fields.TextAt("proc.cmdline"));
        document.Set("user.name", fields.TextAt("user.name") ?? fields.TextAt("ka.user.name"));
        document.Set("orchestrator.namespace", fields.TextAt("k8s.ns.name") ?? fields.TextAt("ka.target.namespace"));
        document.Set("orchestrator.resource.name", fields.TextAt("k8s.pod.name") ?? fields.TextAt("ka.target.name"));
    }
}
