using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Bench.Load;

/// <summary>Takes the alerts of a webhook sink and measures how long after its event each came.</summary>
internal sealed partial class AlertReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _sent = new(StringComparer.Ordinal);
    private ConcurrentBag<double> _millis = [];
    private long _received;

    public AlertReceiver(int port)
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = Task.Run(ReceiveAsync);
    }

    /// <summary>How many alerts are still waited for.</summary>
    public int Waiting => _sent.Count;

    /// <summary>How many requests the sink has made, for alerts of any rule.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Says that an event which must alert is being sent.</summary>
    public void Expect(string id, DateTimeOffset time) => _sent[id] = time;

    /// <summary>Says that an event was not taken, so that no alert is to come.</summary>
    public void Forget(string id) => _sent.TryRemove(id, out _);

    /// <summary>Waits for what is still to come; then milliseconds from the sending of an event to its alert, sorted, and begins anew.</summary>
    /// <param name="patience">How long to wait.</param>
    /// <returns>The times, and how many alerts did not come.</returns>
    public async Task<(double[] Millis, int Missing)> DrainAsync(TimeSpan patience)
    {
        var deadline = DateTime.UtcNow + patience;
        while (Waiting > 0 && DateTime.UtcNow < deadline)
            await Task.Delay(20);
        var missing = Waiting;
        _sent.Clear();
        var taken = Interlocked.Exchange(ref _millis, []);
        return ([.. taken.Order()], missing);
    }

    public void Dispose() => _listener.Close();

    private async Task ReceiveAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            Interlocked.Increment(ref _received);
            foreach (Match match in Ids().Matches(body))
            {
                if (_sent.TryRemove(match.Value, out var time))
                    _millis.Add((DateTimeOffset.UtcNow - time).TotalMilliseconds);
            }

            context.Response.StatusCode = 200;
            context.Response.Close();
        }
    }

    [GeneratedRegex("load-[0-9a-f]{8}-a-[0-9]{10}")]
    private static partial Regex Ids();
}
