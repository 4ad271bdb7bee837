namespace Tocsin.Cli.Completion;

/// <summary>Which model answers prompts, and how long it is waited for.</summary>
/// <param name="Address">Where prompts are posted: the endpoint's base with <c>/chat/completions</c>.</param>
/// <param name="Model">The model; null takes the <c>inference_id</c> of the query.</param>
/// <param name="Key">The secret that is sent as bearer token; null for none. Never printed.</param>
internal sealed record ChatCompletionOptions(Uri Address, string? Model, string? Key)
{
    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before the second try where the endpoint does not say; doubled for the third.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Not the members: the key is among them.</summary>
    public override string ToString() => Address.Host;
}
