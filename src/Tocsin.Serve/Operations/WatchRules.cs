using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;

namespace Tocsin.Serve.Operations;

/// <summary>The alerts that the server raises about its own sources.</summary>
internal sealed class WatchRules
{
    public const string SilentId = "tocsin-silent-source";
    public const string StuckId = "tocsin-stuck-watermark";

    private static readonly ResultColumn[] Columns =
    [
        new("tocsin.source", DataType.Keyword),
        new("tocsin.last_arrival", DataType.Date),
        new("tocsin.watermark", DataType.Date),
        new("message", DataType.Keyword),
    ];

    private readonly Rule _silent = Load(
        SilentId,
        "Silent Source",
        "A source that used to send records has sent none for a while: it may be down, cut off, or switched off by somebody who does not want to be seen."
    );

    private readonly Rule _stuck = Load(
        StuckId,
        "Stuck Watermark",
        "Records arrive, or wait, and time does not go on for the rules: a sender's clock stands still or lies, or the engine does not keep up."
    );

    /// <summary>A source is silent.</summary>
    /// <param name="source">The source.</param>
    /// <param name="lastArrivalMillis">When its last batch arrived.</param>
    /// <param name="watermarkMillis">Its watermark.</param>
    /// <param name="atMillis">When that became an alert.</param>
    public Alert Silent(string source, long lastArrivalMillis, long? watermarkMillis, long atMillis) =>
        Make(
            _silent,
            source,
            lastArrivalMillis,
            lastArrivalMillis,
            watermarkMillis,
            atMillis,
            $"nothing came from {source} since {Iso8601.Format(lastArrivalMillis)}"
        );

    /// <summary>A watermark stands still.</summary>
    /// <param name="source">The source; empty for the engine itself.</param>
    /// <param name="sinceMillis">Since when, machine's time.</param>
    /// <param name="watermarkMillis">Where it stands.</param>
    /// <param name="atMillis">When that became an alert.</param>
    public Alert Stuck(string source, long sinceMillis, long? watermarkMillis, long atMillis) =>
        Make(
            _stuck,
            source,
            watermarkMillis ?? sinceMillis,
            sinceMillis,
            watermarkMillis,
            atMillis,
            source.Length == 0
                ? $"batches wait and none was evaluated since {Iso8601.Format(sinceMillis)}"
                : $"{source} sends and its time stands still since {Iso8601.Format(sinceMillis)}"
        );

    private static Alert Make(
        Rule rule,
        string source,
        long identity,
        long sinceMillis,
        long? watermarkMillis,
        long atMillis,
        string message
    )
    {
        var id = DetectionId.For(rule.RuleId);
        id.Add(source);
        id.Add(Iso8601.Format(identity));
        return new()
        {
            Rule = rule,
            Id = id.Finish(),
            Kind = AlertKind.Row,
            TimeMillis = atMillis,
            Columns = Columns,
            Cells =
            [
                Value.FromText(source),
                Value.FromDate(sinceMillis),
                watermarkMillis is { } at ? Value.FromDate(at) : Value.Null,
                Value.FromText(message),
            ],
        };
    }

    private static Rule Load(string id, string name, string description)
    {
        var loaded = new LoadedRules();
        var found = new DiagnosticBag();
        var text = $"""
            [rule]
            author = ["The Tocsin authors"]
            name = "{name}"
            rule_id = "{id}"
            description = "{description}"
            severity = "high"
            risk_score = 73
            type = "query"
            language = "kuery"
            query = "tocsin.source: *"
            index = ["tocsin-self"]
            tags = ["Domain: Tocsin"]
            """;
        new RuleLoader(loaded, found).LoadToml(Encoding.UTF8.GetBytes(text), $"built-in/{id}.toml");
        return loaded.Rules is [var rule] ? rule : throw new InvalidOperationException($"the rule `{id}` is wrong");
    }
}
