using Microsoft.Data.Sqlite;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Delivery;

/// <summary>Something that a sink could not deliver.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Sink">The sink.</param>
/// <param name="AtMillis">When it was given up, time of the machine.</param>
/// <param name="AlertId">The alert; it is in the store.</param>
/// <param name="Revision">Its revision then.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">Why not.</param>
internal sealed record DeadLetter(
    long Number,
    string Sink,
    long AtMillis,
    string AlertId,
    long Revision,
    int Attempts,
    string Reason
);

/// <summary>How far sinks are, what they gave up, and silences; in the server's own database. Threads: safe.</summary>
internal sealed class DeliveryStore(SqliteLog log, TimeProvider time)
{
    private const int ReasonLengthMax = 1_000;

    /// <summary>How many changes are kept for sinks that lag; the oldest are dropped beyond.</summary>
    public const long ChangesMax = 1_000_000;

    /// <summary>How many dead letters are kept for a sink; the oldest are dropped beyond.</summary>
    public const long DeadLettersMax = 10_000;

    /// <summary>The last change that a sink has dealt with. A new sink gets its place.</summary>
    public Task<long> PlaceOfAsync(SinkOptions sink) =>
        log.Writer.RunAsync(c =>
        {
            SqliteFile.Execute(
                c,
                "INSERT INTO sinks VALUES ($n, $d) ON CONFLICT DO NOTHING",
                ("$n", sink.Name),
                ("$d", sink.FromStart ? 0 : AlertChanges.Last(c))
            );
            return (long)SqliteFile.Scalar(c, "SELECT delivered FROM sinks WHERE name = $n", ("$n", sink.Name))!;
        });

    /// <summary>The next changes for a sink.</summary>
    public List<NumberedChange> Next(string sink, long after, int countMax)
    {
        using var connection = SqliteFile.OpenReader(log.DatabasePath);
        return AlertChanges.Read(connection, after, countMax, sink);
    }

    /// <summary>How many changes a sink has before it.</summary>
    public long LagOf(string sink)
    {
        using var connection = SqliteFile.OpenReader(log.DatabasePath);
        return (long)
            SqliteFile.Scalar(
                connection,
                "SELECT count(*) FROM changes WHERE (sink IS NULL OR sink = $n) AND seq > coalesce((SELECT delivered FROM sinks WHERE name = $n), 0)",
                ("$n", sink)
            )!;
    }

    /// <summary>A sink has dealt with everything up to a change; with some of it by giving up.</summary>
    public Task AdvanceAsync(
        string sink,
        long upTo,
        IReadOnlyList<(Notice Notice, int Attempts, string Reason)> givenUp
    ) =>
        log.Writer.RunAsync(c =>
        {
            SqliteFile.Execute(
                c,
                "UPDATE sinks SET delivered = max(delivered, $d) WHERE name = $n",
                ("$n", sink),
                ("$d", upTo)
            );
            foreach (var (notice, attempts, reason) in givenUp)
                SqliteFile.Execute(
                    c,
                    "INSERT INTO dead_letters (sink, at, alert_id, revision, attempts, reason) VALUES ($s, $t, $a, $r, $n, $w)",
                    ("$s", sink),
                    ("$t", Now),
                    ("$a", notice.Alert.Id),
                    ("$r", notice.Alert.Revision),
                    ("$n", attempts),
                    ("$w", AlertText.Cut(reason, ReasonLengthMax))
                );
            return upTo;
        });

    /// <summary>What was given up, the newest first.</summary>
    /// <param name="sink">The sink; null: all.</param>
    /// <param name="countMax">How many.</param>
    public List<DeadLetter> DeadLetters(string? sink, int countMax)
    {
        using var connection = SqliteFile.OpenReader(log.DatabasePath);
        using var command = SqliteFile.Command(
            connection,
            "SELECT n, sink, at, alert_id, revision, attempts, reason FROM dead_letters WHERE $s IS NULL OR sink = $s ORDER BY n DESC LIMIT $m",
            ("$s", sink),
            ("$m", countMax)
        );
        using var reader = command.ExecuteReader();
        var letters = new List<DeadLetter>();
        while (reader.Read())
            letters.Add(
                new(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    reader.GetString(3),
                    reader.GetInt64(4),
                    reader.GetInt32(5),
                    reader.GetString(6)
                )
            );
        return letters;
    }

    /// <summary>Sends dead letters again: each becomes a change for its sink alone; how many.</summary>
    public Task<int> RetryAsync(IReadOnlyCollection<long> numbers) =>
        log.Writer.RunAsync(c =>
        {
            var count = 0;
            foreach (var number in numbers)
            {
                count += SqliteFile.Execute(
                    c,
                    "INSERT INTO changes (alert_id, revision, kind, at, sink) SELECT alert_id, revision, 0, $t, sink FROM dead_letters WHERE n = $n",
                    ("$n", number),
                    ("$t", Now)
                );
                SqliteFile.Execute(c, "DELETE FROM dead_letters WHERE n = $n", ("$n", number));
            }

            return count;
        });

    /// <summary>Forgets dead letters; how many.</summary>
    public Task<int> DropAsync(IReadOnlyCollection<long> numbers) =>
        log.Writer.RunAsync(c =>
            numbers.Sum(n => SqliteFile.Execute(c, "DELETE FROM dead_letters WHERE n = $n", ("$n", n)))
        );

    /// <summary>Forgets changes that every sink has dealt with, and what is beyond the bounds.</summary>
    /// <param name="sinks">The sinks that there are; others hold nothing back.</param>
    public Task<int> PruneAsync(IReadOnlyCollection<string> sinks) =>
        log.Writer.RunAsync(c =>
        {
            var last = AlertChanges.Last(c);
            var upTo = last;
            foreach (var sink in sinks)
            {
                if (SqliteFile.Scalar(c, "SELECT delivered FROM sinks WHERE name = $n", ("$n", sink)) is long delivered)
                    upTo = Math.Min(upTo, delivered);
            }

            SqliteFile.Execute(
                c,
                """
                DELETE FROM dead_letters WHERE n IN (
                  SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY sink ORDER BY n DESC) AS place FROM dead_letters) WHERE place > $m
                )
                """,
                ("$m", DeadLettersMax)
            );
            return SqliteFile.Execute(
                c,
                "DELETE FROM changes WHERE seq <= $u",
                ("$u", Math.Max(upTo, last - ChangesMax))
            );
        });

    /// <summary>The silences, those that have ended included.</summary>
    public List<Silence> Silences()
    {
        using var connection = SqliteFile.OpenReader(log.DatabasePath);
        using var command = SqliteFile.Command(
            connection,
            "SELECT id, matchers, starts, ends, who, comment FROM silences ORDER BY made, id"
        );
        using var reader = command.ExecuteReader();
        var silences = new List<Silence>();
        while (reader.Read())
            silences.Add(
                new(
                    reader.GetString(0),
                    Silence.MatchersOf(reader.GetString(1)),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetString(4),
                    reader.GetString(5)
                )
            );
        return silences;
    }

    /// <summary>Makes a silence, or replaces the one of the same id.</summary>
    /// <exception cref="ArgumentException">It makes no sense (<see cref="Silence.Fault"/>).</exception>
    public Task SilenceAsync(Silence silence)
    {
        if (silence.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(silence));
        return log.Writer.RunAsync(c =>
            SqliteFile.Execute(
                c,
                "INSERT OR REPLACE INTO silences VALUES ($i, $m, $s, $e, $w, $c, $t)",
                ("$i", silence.Id),
                ("$m", silence.MatchersJson()),
                ("$s", silence.StartsMillis),
                ("$e", silence.EndsMillis),
                ("$w", silence.Who),
                ("$c", silence.Comment),
                ("$t", Now)
            )
        );
    }

    /// <summary>Ends a silence now; whether there was one.</summary>
    public Task<bool> EndSilenceAsync(string id) =>
        log.Writer.RunAsync(c =>
            SqliteFile.Execute(c, "UPDATE silences SET ends = min(ends, $t) WHERE id = $i", ("$i", id), ("$t", Now)) > 0
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
