using Tocsin.Core.Engine.Live;

namespace Tocsin.Serve.Live;

/// <summary>How the loop runs.</summary>
internal sealed record LiveLoopOptions
{
    /// <summary>Time and limits of the engine.</summary>
    public LiveOptions Engine { get; init; } = new();

    /// <summary>About how many bytes of records a step takes.</summary>
    public int StepBytes { get; init; } = 4 << 20;

    /// <summary>How many threads read records.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>After how long without a batch the log is told the time, if something waits for it.</summary>
    public TimeSpan QuietInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the loop waits before it tries a commit again that failed; it doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between tries.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(10);
}
