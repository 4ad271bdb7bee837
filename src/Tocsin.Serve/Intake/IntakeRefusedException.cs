namespace Tocsin.Serve.Intake;

/// <summary>A request cannot be taken: each protocol says so in its own words.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">Why; lower case, no full stop, nothing of what was sent.</param>
/// <param name="retryAfterSeconds">How long the sender should wait; 0 where sending again is no use.</param>
internal sealed class IntakeRefusedException(int status, string reason, int retryAfterSeconds = 0) : Exception(reason)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>How long the sender should wait; 0 where sending again is no use.</summary>
    public int RetryAfterSeconds { get; } = retryAfterSeconds;
}
