using System.Globalization;
using System.Text;

namespace Tocsin.Bench.Load;

/// <summary>All that was measured, and its table.</summary>
internal sealed class LoadReport
{
    private const double TargetMillis = 250;

    /// <summary>How much more memory the last quarter may take than the second to be called flat.</summary>
    private const double FlatFactor = 1.1;

    public required IReadOnlyList<SustainedLoad> Sustained { get; init; }

    /// <summary>Events a second that rules evaluated while senders went as fast as they were answered.</summary>
    public double Capacity { get; set; }

    public Sending? Overload { get; set; }

    public long[] OverloadMemory { get; set; } = [];

    public int OverloadMissing { get; set; }

    public bool HasCaughtUp { get; set; }

    public (long Sent, long Accepted, long Refused, long Failed) Client { get; set; }

    public IReadOnlyDictionary<string, long> Server { get; set; } = new Dictionary<string, long>();

    public long RecordsInLog { get; set; }

    public double CountSeconds { get; set; }

    public long EventsEvaluated { get; set; }

    public long AlertsSent { get; set; }

    public string? LastError { get; set; }

    /// <summary>Whether every count agrees: client, server, log, engine.</summary>
    public bool IsConsistent =>
        Client.Failed == 0
        && Client.Sent == Client.Accepted + Client.Refused
        && Client.Accepted == Server.GetValueOrDefault("accepted")
        && Client.Refused == Server.GetValueOrDefault("refused")
        && Client.Accepted == RecordsInLog
        && Client.Accepted == EventsEvaluated
        && OverloadMissing == 0
        && Sustained.All(s => s.Missing == 0);

    /// <summary>The table, Markdown.</summary>
    public string Write(LoadOptions options)
    {
        var text = new StringBuilder();
        Line(
            text,
            "| sustained | sent (events/s) | accepted (events/s) | refused | MB/s | answer p50 / p99 (ms) | event to alert p50 / p99 / max (ms) | alerts timed | server (cores) |"
        );
        Line(text, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var load in Sustained)
        {
            var s = load.Sending;
            Line(
                text,
                $"| {load.Name} | {s.Sent / s.Seconds:n0} | {s.Accepted / s.Seconds:n0} | {s.Refused} | {s.Bytes / s.Seconds / 1e6:n0} | {At(s.Answers, 0.5):n0} / {At(s.Answers, 0.99):n0} | {At(load.AlertMillis, 0.5):n0} / {At(load.AlertMillis, 0.99):n0} / {At(load.AlertMillis, 1):n0} | {load.AlertMillis.Length}, {load.Missing} missing | {load.Cores:n2} |"
            );
        }

        Line(text, "");
        Line(text, "| memory (MB, the most in each quarter of the time) | 1 | 2 | 3 | 4 | state of rules at the end |");
        Line(text, "| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var load in Sustained)
            Line(text, $"| {load.Name} | {Memory(load.Memory)} | {load.StateBytes / 1e6:n0} |");
        if (Overload is not null)
            Line(text, $"| {options.Overload} times capacity | {Memory(OverloadMemory)} | |");
        Line(text, "");
        if (Overload is { } over)
        {
            Line(text, "| capacity and beyond it | |");
            Line(text, "| --- | ---: |");
            Line(text, $"| evaluated, as fast as it goes | {Capacity:n0} events/s |");
            Line(
                text,
                $"| sent | {over.Sent / over.Seconds:n0} events/s, {over.Sent / over.Seconds / Capacity:n1} times as many |"
            );
            Line(
                text,
                $"| sent = accepted + refused + failed | {over.Sent:n0} = {over.Accepted:n0} + {over.Refused:n0} + {over.Failed:n0} |"
            );
            Line(text, $"| answers p50 / p99 | {At(over.Answers, 0.5):n0} / {At(over.Answers, 0.99):n0} ms |");
            Line(text, $"| alerts of accepted events that did not come | {OverloadMissing} |");
            Line(text, $"| caught up afterwards | {(HasCaughtUp ? "yes" : "no")} |");
            Line(text, "");
        }

        Line(text, "| count, over all of it | accepted | refused |");
        Line(text, "| --- | ---: | ---: |");
        Line(text, $"| senders | {Client.Accepted:n0} | {Client.Refused:n0} |");
        Line(
            text,
            $"| `/metrics` | {Server.GetValueOrDefault("accepted"):n0} | {Server.GetValueOrDefault("refused"):n0} |"
        );
        Line(text, $"| records in the log, by a query over all of them ({CountSeconds:n1} s) | {RecordsInLog:n0} | |");
        Line(text, $"| evaluated by the rules | {EventsEvaluated:n0} | |");
        Line(text, "");
        Line(text, "| goal | target | reached | |");
        Line(text, "| --- | ---: | ---: | --- |");
        foreach (var load in Sustained)
        {
            var s = load.Sending;
            var rate = s.Accepted / s.Seconds;
            var p99 = At(load.AlertMillis, 0.99);
            Line(
                text,
                $"| {load.Name}: accepted | ≥ {options.Rate:n0} events/s | {rate:n0} | {Met(rate >= options.Rate * 0.99)} |"
            );
            Line(
                text,
                $"| {load.Name}: event to alert, p99 | < {TargetMillis} ms | {p99:n0} | {Met(p99 < TargetMillis && load.Missing == 0)} |"
            );
            var growth = load.Memory[1] == 0 ? double.NaN : (double)load.Memory[3] / load.Memory[1];
            Line(
                text,
                $"| {load.Name}: memory, fourth quarter to second | ≤ {FlatFactor} | {growth:n2} | {Met(growth <= FlatFactor)} |"
            );
        }

        Line(text, $"| all counts agree, no alert is missing | | | {Met(IsConsistent)} |");
        if (LastError is not null)
            Line(text, $"\nLast error of the engine: {LastError}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Line(StringBuilder text, string line) => text.AppendLine(line);

    private static string Memory(long[] quarters) =>
        string.Join(" | ", quarters.Select(q => (q / 1e6).ToString("n0", CultureInfo.InvariantCulture)));

    private static string Met(bool isMet) => isMet ? "reached" : "missed";

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
