namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Answers prompts: the language model behind <c>COMPLETION</c>, where the user configured one. Threads: safe.</summary>
internal interface ICompletionProvider
{
    /// <summary>Asks for the answer to a prompt; whatever goes wrong is told in the result.</summary>
    /// <param name="prompt">The text.</param>
    /// <param name="inferenceId">The <c>inference_id</c> of the query, or null.</param>
    CompletionAnswer Complete(string prompt, string? inferenceId);
}

/// <summary>What a language model gave: a text, or why there is none. One of the two is null.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Problem">Why there is none: lower case, no full stop.</param>
internal readonly record struct CompletionAnswer(string? Text, string? Problem)
{
    public static CompletionAnswer Of(string text) => new(text, null);

    public static CompletionAnswer Failed(string problem) => new(null, problem);
}
