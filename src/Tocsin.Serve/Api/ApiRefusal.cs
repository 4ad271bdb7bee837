namespace Tocsin.Serve.Api;

/// <summary>A request that cannot be answered as asked; the message is for the caller.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="message">What is wrong; lower case, no full stop.</param>
internal sealed class ApiRefusal(int status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; } = status;
}
