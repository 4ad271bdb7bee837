// Posts audit batches to a running `tocsin serve` at a steady rate and measures what comes back.
//   Load URL EVENTS_FILE ALERTING_FILE EVENTS_PER_SECOND SECONDS BATCH SENDERS RECEIVER_PORT
// EVENTS_FILE holds audit events that are sent over and over with new ids and the present time; each batch also holds the first event of
// ALERTING_FILE, which must alert at once. The server's webhook sink posts to RECEIVER_PORT of this machine. Loopback only.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Tocsin.Bench.Load;

if (args.Length != 8 || !Uri.TryCreate(args[0], UriKind.Absolute, out var url) || !url.IsLoopback)
{
    Console.Error.WriteLine(
        "usage: Load LOOPBACK_URL EVENTS_FILE ALERTING_FILE EVENTS_PER_SECOND SECONDS BATCH SENDERS RECEIVER_PORT"
    );
    return 2;
}

var templates = File.ReadLines(args[1]).Take(2000).Select(l => new EventTemplate(l)).ToArray();
var alerting = new EventTemplate(File.ReadLines(args[2]).First());
var (rate, seconds, size, senders) = (Number(3), Number(4), Number(5), Number(6));
using var receiver = new AlertReceiver(Number(7));
using var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

long accepted = 0,
    refused = 0,
    failed = 0,
    sent = 0,
    next = 0;
var answers = new List<double>();
var clock = Stopwatch.StartNew();
var batches = (long)rate * seconds / size;
var counter = 0L;

// Ids of another run would be taken for repeats.
var run = Guid.NewGuid().ToString("N")[..8];
await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(SendAsync)));
var elapsed = clock.Elapsed.TotalSeconds;
var deadline = Stopwatch.StartNew();
while (receiver.Waiting > 0 && deadline.Elapsed < TimeSpan.FromSeconds(30))
    await Task.Delay(50);

var millis = receiver.Millis.Order().ToArray();
answers.Sort();
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"sent {sent} accepted {accepted} refused {refused} failed {failed} in {elapsed:F1} s: {accepted / elapsed:F0} events/s accepted"
    )
);
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"answer p50 {At(answers, 0.5):F0} ms p99 {At(answers, 0.99):F0} ms; alert p50 {At(millis, 0.5):F0} ms p99 {At(millis, 0.99):F0} ms over {millis.Length} alerts, {receiver.Waiting} did not come"
    )
);
return accepted + refused + failed == sent && failed == 0 ? 0 : 1;

async Task SendAsync()
{
    var body = new StringBuilder();
    while (Interlocked.Increment(ref counter) is var number && number <= batches)
    {
        var due = TimeSpan.FromSeconds((double)(number - 1) * size / rate) - clock.Elapsed;
        if (due > TimeSpan.Zero)
            await Task.Delay(due);
        body.Clear().Append("""{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[""");
        var now = DateTimeOffset.UtcNow;
        var expected = $"load-{run}-a-{number}";
        alerting.Write(body, expected, now);
        for (var i = 1; i < size; i++)
        {
            var id = Interlocked.Increment(ref next);
            templates[id % templates.Length]
                .Write(body.Append(','), string.Create(CultureInfo.InvariantCulture, $"load-{run}-{id}"), now);
        }

        body.Append("]}\n");
        var started = clock.Elapsed;
        receiver.Expect(expected, DateTimeOffset.UtcNow);
        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/json");
        Interlocked.Add(ref sent, size);
        try
        {
            using var answer = await client.PostAsync("/k8s-audit", content);
            if (answer.IsSuccessStatusCode)
                Interlocked.Add(ref accepted, size);
            else if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                Interlocked.Add(ref refused, size);
            else
                Interlocked.Add(ref failed, size);
        }
        catch (HttpRequestException)
        {
            Interlocked.Add(ref failed, size);
        }

        lock (answers)
            answers.Add((clock.Elapsed - started).TotalMilliseconds);
    }
}

int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);

static double At(IReadOnlyList<double> sorted, double share) =>
    sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
