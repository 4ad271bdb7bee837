using System.CommandLine;
using Tocsin.Cli.Completion;
using Tocsin.Cli.Output;

namespace Tocsin.Cli.Options;

/// <summary>The language model that <c>scan</c> and <c>query</c> may ask for <c>COMPLETION</c>.</summary>
internal sealed class CompletionSettings
{
    /// <summary>The environment variable that holds the key.</summary>
    public const string KeyVariable = "TOCSIN_COMPLETION_KEY";

    private readonly Option<string?> _endpoint = new("--completion-endpoint")
    {
        Description =
            $"The base URL of a service with OpenAI's chat completions, for `COMPLETION`: prompts are sent there. Its key is read from {KeyVariable}.",
        HelpName = "URL",
    };

    private readonly Option<string?> _model = new("--completion-model")
    {
        Description = "The model to ask; default: the query's `inference_id`.",
        HelpName = "NAME",
    };

    public void AddOptionsTo(Command command)
    {
        command.Add(_endpoint);
        command.Add(_model);
    }

    /// <summary>The model of a call; null where none is configured. The caller disposes it.</summary>
    public ChatCompletions? Open(ParseResult call, Terminal terminal, CancellationToken interrupt)
    {
        var model = call.GetValue(_model);
        if (call.GetValue(_endpoint) is not { } endpoint)
            return model is null ? null : throw new CallException("`--completion-model` needs `--completion-endpoint`");
        var key = Environment.GetEnvironmentVariable(KeyVariable)?.Trim();
        if (key is { Length: 0 })
            key = null;
        if (key is not null && key.Any(c => c is < '!' or > '~'))
            throw new CallException($"{KeyVariable} holds characters that no key has");
        var address = AddressOf(endpoint);
        if (key is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            terminal.Say(
                $"{terminal.ErrorStyle.Yellow("warning")}: the key of {KeyVariable} is sent over a connection that is not encrypted"
            );
        return new(new(address, model, key), interrupt);
    }

    /// <summary>Where prompts are posted to, given the base URL; a query string (<c>?api-version=…</c>) stays behind the path.</summary>
    public static Uri AddressOf(string endpoint)
    {
        if (
            !Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.Host.Length == 0
        )
            throw new CallException(
                "`--completion-endpoint` is no URL",
                "write it like `https://host/v1`; `/chat/completions` is added"
            );
        // Messages name the endpoint: it must hold no secret.
        if (address.UserInfo.Length > 0)
            throw new CallException("`--completion-endpoint` holds a password", $"put the key into {KeyVariable}");
        return new UriBuilder(address)
        {
            Path = address.AbsolutePath.TrimEnd('/') + "/chat/completions",
            Fragment = "",
        }.Uri;
    }
}
