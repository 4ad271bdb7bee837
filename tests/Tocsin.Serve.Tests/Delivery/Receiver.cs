using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Serve.Tests.Delivery;

/// <summary>A request that came.</summary>
internal sealed record Received(string Path, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>Listens on a loopback port, keeps what comes, and answers as told; 200 and <c>{}</c> where nothing is told.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(int Status, string Body, string? RetryAfter)> _answers = new();
    private readonly Task _loop;

    public Receiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _loop = Task.Run(RunAsync);
    }

    public Uri Url { get; }

    public ConcurrentQueue<Received> Requests { get; } = new();

    public void Answer(int status, string body = "{}", string? retryAfter = null) =>
        _answers.Enqueue((status, body, retryAfter));

    public void Dispose()
    {
        _listener.Close();
        _loop.GetAwaiter().GetResult();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var headers = context
                .Request.Headers.AllKeys.OfType<string>()
                .ToDictionary(k => k, k => context.Request.Headers[k]!);
            Requests.Enqueue(new(context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync(), headers));
            var (status, body, retryAfter) = _answers.TryDequeue(out var answer) ? answer : (200, "{}", null);
            context.Response.StatusCode = status;
            if (retryAfter is not null)
                context.Response.Headers["Retry-After"] = retryAfter;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}

/// <summary>A clock whose waits are over at once; how long they would have been is kept.</summary>
internal sealed class InstantTime(long millis) : TimeProvider
{
    public long Millis { get; set; } = millis;

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Millis);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
            return System.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
