using System.Net;
using System.Net.Http.Headers;
using Tocsin.Core.Engine.Pipeline;

namespace Tocsin.Cli.Completion;

/// <summary>The language model behind <c>COMPLETION</c>: an endpoint that speaks the protocol of OpenAI's chat completions.</summary>
/// <remarks>
/// <para>What a run may cost is bounded: equal prompts are asked once, there are no more than <see cref="PromptsMax"/> different
/// ones, each is tried <see cref="AttemptsMax"/> times at most, and an endpoint that fails
/// <see cref="FailuresInARowMax"/> prompts in a row is not asked again.</para>
/// <para>Whatever the endpoint does, a caller gets an answer or a problem; only an interrupt is an exception. Neither redirects
/// nor messages give the key away. One prompt at a time, whatever the thread.</para>
/// </remarks>
internal sealed class ChatCompletions : ICompletionProvider, IDisposable
{
    /// <summary>How many different prompts a run may send.</summary>
    public const int PromptsMax = 10_000;

    /// <summary>How many times a prompt is sent where the endpoint is busy or cannot be reached.</summary>
    public const int AttemptsMax = 3;

    /// <summary>After how many prompts in a row without an answer the endpoint is given up.</summary>
    public const int FailuresInARowMax = 3;

    private const int AnswerBytesMax = 1 << 20;
    private const int MessageLengthMax = 200;
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(10);

    private readonly ChatCompletionOptions _options;
    private readonly CancellationToken _interrupt;
    private readonly HttpClient _client;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Model, string Prompt), CompletionAnswer> _answers = [];
    private int _failuresInARow;

    public ChatCompletions(ChatCompletionOptions options, CancellationToken interrupt)
    {
        _options = options;
        _interrupt = interrupt;
        // A redirect would send prompts to a place that nobody named; a proxy has no business on this machine.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = !options.Address.IsLoopback,
            UseCookies = false,
        };
        _client = new(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = AnswerBytesMax };
        if (options.Key is { } key)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>How many prompts have got no answer.</summary>
    public int UnansweredCount { get; private set; }

    /// <summary>Why the first of them got none; null where there is no such prompt.</summary>
    public string? FirstProblem { get; private set; }

    /// <inheritdoc/>
    public CompletionAnswer Complete(string prompt, string? inferenceId)
    {
        lock (_lock)
        {
            if ((_options.Model ?? inferenceId) is not { } model)
                return Count(CompletionAnswer.Failed("no model is named: give `inference_id` or `--completion-model`"));
            if (_answers.TryGetValue((model, prompt), out var known))
                return known;
            if (_answers.Count >= PromptsMax)
                return Count(CompletionAnswer.Failed($"a run sends no more than {PromptsMax} different prompts"));
            var mayAsk = _failuresInARow < FailuresInARowMax;
            var answer = Count(
                mayAsk
                    ? Ask(prompt, model)
                    : CompletionAnswer.Failed("the endpoint has failed too often and was not asked")
            );
            _failuresInARow = answer.Text is null ? _failuresInARow + 1 : 0;
            _answers[(model, prompt)] = answer;
            return answer;
        }
    }

    public void Dispose() => _client.Dispose();

    private CompletionAnswer Count(CompletionAnswer answer)
    {
        if (answer.Problem is { } problem)
        {
            UnansweredCount++;
            FirstProblem ??= problem;
        }

        return answer;
    }

    private CompletionAnswer Ask(string prompt, string model)
    {
        var body = ChatCompletionJson.WriteRequest(prompt, model);
        for (var attempt = 1; ; attempt++)
        {
            _interrupt.ThrowIfCancellationRequested();
            var (answer, retryAfter) = Send(body);
            if (retryAfter is not { } delay || attempt == AttemptsMax)
                return answer;
            if (delay == TimeSpan.Zero)
                delay = _options.RetryDelay * (1 << (attempt - 1));
            _interrupt.WaitHandle.WaitOne(delay < DelayMax ? delay : DelayMax);
        }
    }

    /// <summary>Sends a prompt once. With a delay it is worth another try after it; zero leaves the delay to the caller.</summary>
    private (CompletionAnswer Answer, TimeSpan? RetryAfter) Send(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Address);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = _client.Send(request, HttpCompletionOption.ResponseContentRead, _interrupt);
            var bytes = ReadAll(response.Content);
            if (response.IsSuccessStatusCode)
                return (Read(bytes), null);
            var status = $"the endpoint answered with status {(int)response.StatusCode}";
            var detail = ChatCompletionJson.ReadError(bytes);
            return (Failed(detail is null ? status : $"{status}: {detail}"), RetryAfter(response));
        }
        catch (HttpRequestException failure)
        {
            var mayPass =
                failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded;
            return (Failed($"the endpoint cannot be asked: {failure.Message}"), mayPass ? TimeSpan.Zero : null);
        }
        catch (IOException failure)
        {
            return (Failed($"the endpoint cannot be asked: {failure.Message}"), null);
        }
        catch (OperationCanceledException) when (!_interrupt.IsCancellationRequested)
        {
            return (Failed($"no answer within {_options.Timeout.TotalSeconds:0.###} s"), null);
        }
    }

    private CompletionAnswer Read(byte[] bytes) =>
        ChatCompletionJson.ReadAnswer(bytes) is { } text
            ? CompletionAnswer.Of(text)
            : Failed("the endpoint's answer holds no text at `choices[0].message.content`");

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (
            response.StatusCode
            is not (
                HttpStatusCode.TooManyRequests
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
            )
        )
            return null;
        return response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
    }

    private static byte[] ReadAll(HttpContent content)
    {
        using var stream = content.ReadAsStream();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A problem on one line, of bounded length, without the key: endpoints like to repeat it.</summary>
    private CompletionAnswer Failed(string problem)
    {
        if (_options.Key is { } key)
            problem = problem.Replace(key, "***", StringComparison.Ordinal);
        problem = string.Concat(problem.Select(c => char.IsControl(c) ? ' ' : c));
        if (problem.Length > MessageLengthMax)
            problem = problem[..MessageLengthMax] + "…";
        return CompletionAnswer.Failed(problem.TrimEnd(' ', '.'));
    }
}
