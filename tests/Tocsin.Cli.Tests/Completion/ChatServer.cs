using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Cli.Tests.Completion;

/// <summary>An endpoint on this machine that answers each request with the next of some responses, the last one again and again.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly (string Status, string Body)[] _responses;
    private readonly List<string> _requests = [];
    private readonly Task _running;

    /// <param name="responses">Status lines (<c>200 OK</c>, with further headers behind a line break) and bodies; an empty status never answers.</param>
    public ChatServer(params (string Status, string Body)[] responses)
    {
        _responses = responses;
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";
        _running = Task.Run(ServeAsync);
    }

    /// <summary>The base URL.</summary>
    public string Url { get; }

    /// <summary>The requests so far: head and body.</summary>
    public string[] Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>A response with an answer.</summary>
    public static (string Status, string Body) Answer(string text) =>
        ("200 OK", $$$"""{"choices":[{"message":{"role":"assistant","content":"{{{text}}}"}}]}""");

    public void Dispose()
    {
        _listener.Stop();
        Assert.True(_running.Wait(TimeSpan.FromSeconds(10)), "the server did not stop");
    }

    private async Task ServeAsync()
    {
        var open = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                open.Add(client);
                await RespondAsync(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException or IOException)
        {
            // The test is over.
        }
        finally
        {
            foreach (var client in open)
                client.Dispose();
        }
    }

    private async Task RespondAsync(NetworkStream stream)
    {
        var request = await ReadAsync(stream);
        int number;
        lock (_requests)
        {
            number = _requests.Count;
            _requests.Add(request);
        }

        var (status, body) = _responses[Math.Min(number, _responses.Length - 1)];
        if (status.Length == 0)
            return;
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await stream.ReadAsync(buffer);
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var request = text.ToString();
            var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (count == 0)
                return request;
            if (end < 0)
                continue;
            var length = request
                .Split("\r\n")
                .First(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            if (request.Length - end - 4 >= int.Parse(length[15..], CultureInfo.InvariantCulture))
                return request;
        }
    }
}
