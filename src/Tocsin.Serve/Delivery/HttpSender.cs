using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Tocsin.Serve.Delivery;

/// <summary>Posts bodies for a sink and says what the answer means.</summary>
internal sealed class HttpSender : IDisposable
{
    private const int AnswerBytesMax = 1 << 20;
    private readonly HttpClient _client;
    private readonly SinkOptions _options;
    private readonly TimeProvider _time;

    /// <param name="options">The sink.</param>
    /// <param name="time">What time it is, for answers that name an instant.</param>
    public HttpSender(SinkOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        // A redirect would carry the secret to wherever the answer says.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        _client = new(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = AnswerBytesMax };
    }

    /// <summary>Posts a body.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="body">The body.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="idempotencyKey">Tells a repetition; null without.</param>
    /// <param name="withSecret">Whether the secret goes into its header.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The result, and the answer's body where it was taken.</returns>
    public async Task<(SendResult Result, byte[] Answer)> PostAsync(
        Uri url,
        ReadOnlyMemory<byte> body,
        string type,
        string? idempotencyKey,
        bool withSecret,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.UserAgent.ParseAdd("tocsin");
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", HeaderText(idempotencyKey));
        if (withSecret && _options.Secret is { } secret)
            request.Headers.TryAddWithoutValidation(_options.SecretHeader ?? "Authorization", secret.Read());
        try
        {
            using var response = await _client.SendAsync(request, cancellation).ConfigureAwait(false);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return (ResultOf(response, answer), answer);
        }
        catch (HttpRequestException e)
        {
            return (new(SendStatus.Retry, e.Message), []);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (new(SendStatus.Retry, $"no answer within {_options.Timeout.TotalSeconds:0.#} seconds"), []);
        }
    }

    public void Dispose() => _client.Dispose();

    private SendResult ResultOf(HttpResponseMessage response, byte[] answer)
    {
        if (response.IsSuccessStatusCode)
            return SendResult.Sent;
        var code = (int)response.StatusCode;
        var reason = $"status {code}: {Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 300)))}";
        // Wrong credentials and addresses are put right by people; alerts wait for that as long as attempts last.
        var isRetried =
            code >= 500
            || response.StatusCode
                is HttpStatusCode.TooManyRequests
                    or HttpStatusCode.RequestTimeout
                    or (HttpStatusCode)425
                    or HttpStatusCode.Unauthorized
                    or HttpStatusCode.Forbidden
                    or HttpStatusCode.NotFound;
        return isRetried
            ? new(SendStatus.Retry, reason, WaitOf(response.Headers.RetryAfter))
            : new(SendStatus.Refused, reason);
    }

    private TimeSpan? WaitOf(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);

    // Ids come from rules and evidence, but a header must be one line of visible characters whatever happens.
    private static string HeaderText(string text) =>
        string.Create(
            text.Length,
            text,
            static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                    to[i] = from[i] is > ' ' and < '\x7F' ? from[i] : '_';
            }
        );
}
