using System.Text.Json;
using Tocsin.Cli.Completion;
using Tocsin.Cli.Options;

namespace Tocsin.Cli.Tests.Completion;

public sealed class ChatCompletionsTests
{
    private const string Key = "k-secret-1234567890";

    [Fact]
    public void APromptIsPostedAndTheAnswersTextComesBack()
    {
        using var server = new ChatServer(ChatServer.Answer("verdict=TP"));
        using var model = Open(server.Url, "m1");

        Assert.Equal("verdict=TP", model.Complete("is \"this\" bad?", "ignored").Text);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Bearer {Key}\r\n", request, StringComparison.Ordinal);
        var body = JsonDocument
            .Parse(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])
            .RootElement;
        Assert.Equal("m1", body.GetProperty("model").GetString());
        var message = Assert.Single(body.GetProperty("messages").EnumerateArray());
        Assert.Equal("user", message.GetProperty("role").GetString());
        Assert.Equal("is \"this\" bad?", message.GetProperty("content").GetString());
    }

    [Fact]
    public void TheInferenceIdNamesTheModelWhereNoneIsGiven()
    {
        using var server = new ChatServer(ChatServer.Answer("yes"));
        using var model = Open(server.Url, null);

        Assert.Equal("yes", model.Complete("a", "from-query").Text);
        Assert.Contains("\"model\":\"from-query\"", server.Requests[0], StringComparison.Ordinal);
        Assert.NotNull(model.Complete("a", null).Problem);
    }

    [Fact]
    public void EqualPromptsAreAskedOnce()
    {
        using var server = new ChatServer(ChatServer.Answer("one"), ChatServer.Answer("two"));
        using var model = Open(server.Url, "m");

        Assert.Equal(["one", "one", "two"], new[] { "a", "a", "b" }.Select(p => model.Complete(p, null).Text));
        Assert.Equal(2, server.Requests.Length);
    }

    [Fact]
    public void ABusyEndpointIsAskedAgain()
    {
        using var server = new ChatServer(
            ("429 Too Many Requests\r\nRetry-After: 0", ""),
            ("503 Service Unavailable", ""),
            ChatServer.Answer("late")
        );
        using var model = Open(server.Url, "m");

        Assert.Equal("late", model.Complete("a", null).Text);
        Assert.Equal(3, server.Requests.Length);
    }

    [Fact]
    public void TriesAreBoundedAndSoAreFailuresInARow()
    {
        using var server = new ChatServer(("500 Internal Server Error", ""));
        using var model = Open(server.Url, "m");

        foreach (var prompt in new[] { "a", "b", "c", "d", "e" })
            Assert.Null(model.Complete(prompt, null).Text);
        Assert.Equal(ChatCompletions.AttemptsMax * ChatCompletions.FailuresInARowMax, server.Requests.Length);
        Assert.Equal(5, model.UnansweredCount);
        Assert.Equal("the endpoint answered with status 500", model.FirstProblem);
    }

    [Fact]
    public void TheKeyIsNeverTold()
    {
        using var server = new ChatServer(
            ("401 Unauthorized", $$$"""{"error":{"message":"wrong key {{{Key}}}\n."}}""")
        );
        using var model = Open(server.Url, "m");
        var problem = model.Complete("a", null).Problem;

        Assert.Equal("the endpoint answered with status 401: wrong key ***", problem);
        Assert.Single(server.Requests);
        Assert.DoesNotContain(
            Key,
            new ChatCompletionOptions(new("http://h"), "m", Key).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AnEndpointThatDoesNotAnswerIsNotWaitedForLong()
    {
        using var server = new ChatServer(("", ""));
        using var model = Open(server.Url, "m", timeoutSeconds: 0.3);

        Assert.Equal("no answer within 0.3 s", model.Complete("a", null).Problem);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("200 OK", "{\"choices\":[]}")]
    [InlineData("200 OK", "{\"choices\":[{\"message\":{\"content\":null}}]}")]
    [InlineData("200 OK", "[1")]
    [InlineData("200 OK", "")]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", "")]
    public void WhatIsNoAnswerIsAProblem(string status, string body)
    {
        using var server = new ChatServer((status, body));
        using var model = Open(server.Url, "m");

        Assert.NotNull(model.Complete("a", null).Problem);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void AnAnswerOfMoreThanAMegabyteIsAProblem()
    {
        using var server = new ChatServer(ChatServer.Answer(new string('x', 2 << 20)));
        using var model = Open(server.Url, "m");

        Assert.NotNull(model.Complete("a", null).Problem);
    }

    [Fact]
    public void AnInterruptEndsTheWait()
    {
        using var server = new ChatServer(("", ""));
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        using var model = new ChatCompletions(
            new(CompletionSettings.AddressOf(server.Url), "m", null),
            interrupt.Token
        );

        Assert.ThrowsAny<OperationCanceledException>(() => model.Complete("a", null));
    }

    [Theory]
    [InlineData("https://h/v1", "https://h/v1/chat/completions")]
    [InlineData("https://h:8443/v1/", "https://h:8443/v1/chat/completions")]
    [InlineData("http://h", "http://h/chat/completions")]
    [InlineData("https://h/d/x?api-version=1", "https://h/d/x/chat/completions?api-version=1")]
    [InlineData("https://user:pw@h/v1", null)]
    [InlineData("ftp://h/v1", null)]
    [InlineData("h/v1", null)]
    public void TheAddressIsMadeOfTheBase(string endpoint, string? expected)
    {
        if (expected is null)
            Assert.Throws<CallException>(() => CompletionSettings.AddressOf(endpoint));
        else
            Assert.Equal(expected, CompletionSettings.AddressOf(endpoint).AbsoluteUri);
    }

    private static ChatCompletions Open(string url, string? model, double timeoutSeconds = 20) =>
        new(
            new(CompletionSettings.AddressOf(url), model, Key)
            {
                Timeout = TimeSpan.FromSeconds(timeoutSeconds),
                RetryDelay = TimeSpan.FromMilliseconds(1),
            },
            CancellationToken.None
        );
}
