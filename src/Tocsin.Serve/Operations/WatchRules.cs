using System.Globalization;
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
    public const string DroppedId = "tocsin-state-dropped";

    private static readonly ResultColumn[] Columns =
    [
        new("tocsin.source", DataType.Keyword),
        new("tocsin.last_arrival", DataType.Date),
        new("tocsin.watermark", DataType.Date),
        new("message", DataType.Keyword),
    ];

    private static readonly ResultColumn[] RuleColumns =
    [
        new("tocsin.rule", DataType.Keyword),
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

    private readonly Rule _dropped = Load(
        DroppedId,
        "Rule State Dropped",
        "The state of a rule passed the memory that it may take, and the oldest of it was dropped: groups, sequences or terms that it would have found may be missed or alert again. Somebody may be making up values to bring that about, or `engine.state_budget` is too small."
    );

    /// <summary>A rule has dropped state: one alert a day.</summary>
    /// <param name="ruleId">The rule.</param>
    /// <param name="parts">How many parts of its state.</param>
    /// <param name="atMillis">When that was noticed.</param>
    public Alert Dropped(string ruleId, long parts, long atMillis)
    {
        var day = atMillis - atMillis % TimeSpan.MillisecondsPerDay;
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"the state of rule {ruleId} is larger than it may be; {parts} parts of it were dropped"
        );
        Value[] cells = [Value.FromText(ruleId), Value.FromText(message)];
        return Make(_dropped, ruleId, Iso8601.Format(day), atMillis, RuleColumns, cells);
    }

    /// <summary>A source is silent.</summary>
    /// <param name="source">The source.</param>
    /// <param name="lastArrivalMillis">When its last batch arrived.</param>
    /// <param name="watermarkMillis">Its watermark.</param>
    /// <param name="atMillis">When that became an alert.</param>
    public Alert Silent(string source, long lastArrivalMillis, long? watermarkMillis, long atMillis) =>
        Make(
            _silent,
            source,
            Iso8601.Format(lastArrivalMillis),
            lastArrivalMillis,
            watermarkMillis,
            atMillis,
            $"nothing came from {source} since {Iso8601.Format(lastArrivalMillis)}"
        );

    /// <summary>A watermark stands still.</summary>
    /// <param name="source">The source; empty for the engine itself.</param>
    /// <param name="clock">The field whose time stands still; empty for the engine itself.</param>
    /// <param name="sinceMillis">Since when, machine's time.</param>
    /// <param name="watermarkMillis">Where it stands.</param>
    /// <param name="atMillis">When that became an alert.</param>
    public Alert Stuck(string source, string clock, long sinceMillis, long? watermarkMillis, long atMillis) =>
        Make(
            _stuck,
            source,
            clock + Iso8601.Format(watermarkMillis ?? sinceMillis),
            sinceMillis,
            watermarkMillis,
            atMillis,
            source.Length == 0
                ? $"batches wait and none was evaluated since {Iso8601.Format(sinceMillis)}"
                : $"{source} sends and {clock} stands still since {Iso8601.Format(sinceMillis)}"
        );

    private static Alert Make(
        Rule rule,
        string source,
        string identity,
        long sinceMillis,
        long? watermarkMillis,
        long atMillis,
        string message
    )
    {
        Value[] cells =
        [
            Value.FromText(source),
            Value.FromDate(sinceMillis),
            watermarkMillis is { } at ? Value.FromDate(at) : Value.Null,
            Value.FromText(message),
        ];
        return Make(rule, source, identity, atMillis, Columns, cells);
    }

    private static Alert Make(
        Rule rule,
        string subject,
        string identity,
        long atMillis,
        ResultColumn[] columns,
        Value[] cells
    )
    {
        var id = DetectionId.For(rule.RuleId);
        id.Add(subject);
        id.Add(identity);
        return new()
        {
            Rule = rule,
            Id = id.Finish(),
            Kind = AlertKind.Row,
            TimeMillis = atMillis,
            Columns = columns,
            Cells = cells,
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
