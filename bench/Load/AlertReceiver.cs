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
    private readonly ConcurrentBag<double> _millis = [];

    public AlertReceiver(int port)
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = Task.Run(ReceiveAsync);
    }

    /// <summary>Milliseconds from the sending of an event to its alert.</summary>
    public IReadOnlyCollection<double> Millis => _millis;

    /// <summary>How many alerts are still waited for.</summary>
    public int Waiting => _sent.Count;

    /// <summary>Says that an event which must alert is being sent.</summary>
    public void Expect(string id, DateTimeOffset time) => _sent[id] = time;

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
            foreach (Match match in Ids().Matches(body))
            {
                if (_sent.TryRemove(match.Value, out var time))
                    _millis.Add((DateTimeOffset.UtcNow - time).TotalMilliseconds);
            }

            context.Response.StatusCode = 200;
            context.Response.Close();
        }
    }

    [GeneratedRegex("load-[0-9a-f]{8}-a-[0-9]+")]
    private static partial Regex Ids();
}
