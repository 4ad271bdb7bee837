using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Tocsin.Bench.Load;

/// <summary>What came of a stretch of sending.</summary>
/// <param name="Sent">Events sent.</param>
/// <param name="Accepted">Those that the server says it has kept.</param>
/// <param name="Refused">Those answered with 429 or 503.</param>
/// <param name="Failed">Those answered in another way, or not at all.</param>
/// <param name="Bytes">Of the bodies.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Answers">Milliseconds to each answer, sorted.</param>
internal sealed record Sending(
    long Sent,
    long Accepted,
    long Refused,
    long Failed,
    long Bytes,
    double Seconds,
    double[] Answers
);

/// <summary>Sends events at a rate, or as fast as they are taken.</summary>
/// <param name="client">Knows the server.</param>
/// <param name="wire">How events are wrapped.</param>
/// <param name="templates">The ordinary events, sent over and over.</param>
/// <param name="alerting">An event that must alert at once.</param>
/// <param name="receiver">Waits for its alerts.</param>
internal sealed class Sender(
    HttpClient client,
    Wire wire,
    EventTemplate[] templates,
    EventTemplate alerting,
    AlertReceiver receiver
)
{
    private const int TimeLength = 27;
    private static readonly TimeSpan Gap = TimeSpan.FromMicroseconds(50);

    // Ids of another run would be taken for repeats.
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private long _next;
    private long _nextAlerting;

    /// <summary>Sends for a while.</summary>
    /// <param name="rate">Events a second, whatever the server does; 0 for as fast as it answers.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="size">Events in a request.</param>
    /// <param name="senders">Requests at a time, at most.</param>
    /// <param name="alertsPerSecond">How often one of the events must alert.</param>
    public async Task<Sending> RunAsync(int rate, double seconds, int size, int senders, double alertsPerSecond)
    {
        long accepted = 0,
            refused = 0,
            failed = 0,
            sent = 0,
            bytes = 0,
            counter = 0;
        var answers = new List<double>();
        var clock = Stopwatch.StartNew();
        var batches = rate == 0 ? long.MaxValue : (long)(rate * seconds / size);
        var alerts = 0L;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(SendAsync)));
        answers.Sort();
        return new(sent, accepted, refused, failed, bytes, clock.Elapsed.TotalSeconds, [.. answers]);

        async Task SendAsync()
        {
            var body = new BodyBuffer();
            while (Interlocked.Increment(ref counter) is var number && number <= batches)
            {
                if (rate > 0)
                {
                    var due = TimeSpan.FromSeconds((double)(number - 1) * size / rate) - clock.Elapsed;
                    if (due > TimeSpan.Zero)
                        await Task.Delay(due);
                }

                if (clock.Elapsed.TotalSeconds > seconds)
                    return;
                var isAlerting = IsAlertDue();
                var expected = isAlerting ? Fill(body, size) : FillOrdinary(body, size);
                var now = DateTimeOffset.UtcNow;
                var started = clock.Elapsed;
                if (expected is not null)
                    receiver.Expect(expected, now);
                Interlocked.Add(ref sent, size);
                Interlocked.Add(ref bytes, body.Length);
                var (taken, away, wrong) = await PostAsync(body, size);
                Interlocked.Add(ref accepted, taken);
                Interlocked.Add(ref refused, away);
                Interlocked.Add(ref failed, wrong);
                if (taken == 0 && expected is not null)
                    receiver.Forget(expected);
                lock (answers)
                    answers.Add((clock.Elapsed - started).TotalMilliseconds);
            }
        }

        bool IsAlertDue()
        {
            var due = (long)(clock.Elapsed.TotalSeconds * alertsPerSecond);
            var done = Interlocked.Read(ref alerts);
            return due > done && Interlocked.CompareExchange(ref alerts, due, done) == done;
        }
    }

    private string? FillOrdinary(BodyBuffer body, int size)
    {
        body.Clear();
        Fill(body, size, DateTimeOffset.UtcNow, isFirst: true);
        wire.End(body);
        return null;
    }

    private string Fill(BodyBuffer body, int size)
    {
        body.Clear();
        var now = DateTimeOffset.UtcNow;
        Span<byte> time = stackalloc byte[TimeLength];
        Write(time, now);
        var number = Interlocked.Increment(ref _nextAlerting);
        var id = string.Create(CultureInfo.InvariantCulture, $"load-{_run}-a-{number:d10}");
        Span<byte> text = stackalloc byte[EventTemplate.IdLength];
        Encoding.ASCII.GetBytes(id, text);
        wire.Add(body, alerting, text, time, isFirst: true);
        Fill(body, size - 1, now, isFirst: false);
        wire.End(body);
        return id;
    }

    private void Fill(BodyBuffer body, int size, DateTimeOffset now, bool isFirst)
    {
        Span<byte> time = stackalloc byte[TimeLength];
        Span<byte> id = stackalloc byte[EventTemplate.IdLength];
        Encoding.ASCII.GetBytes($"load-{_run}-b-0000000000", id);
        var first = Interlocked.Add(ref _next, size) - size;
        for (var i = 0; i < size; i++)
        {
            var number = first + i;
            (number % 10_000_000_000).TryFormat(id[^10..], out _, "d10", CultureInfo.InvariantCulture);
            // No two events of a sender happen at once.
            Write(time, now - (size - i) * Gap);
            wire.Add(body, templates[number % templates.Length], id, time, isFirst && i == 0);
        }
    }

    private static void Write(Span<byte> place, DateTimeOffset time) =>
        time.UtcDateTime.TryFormat(place, out _, "yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private async Task<(int Accepted, int Refused, int Failed)> PostAsync(BodyBuffer body, int size)
    {
        using var content = new ReadOnlyMemoryContent(body.Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(wire.Type);
        try
        {
            using var answer = await client.PostAsync(wire.Path, content);
            return await wire.JudgeAsync(answer, size);
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return (0, 0, size);
        }
    }
}
