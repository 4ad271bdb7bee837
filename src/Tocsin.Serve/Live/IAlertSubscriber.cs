using Tocsin.Core.Engine.Live;

namespace Tocsin.Serve.Live;

/// <summary>Hears of alerts once they are durable. How far each has been delivered is the subscriber's own to remember.</summary>
internal interface IAlertSubscriber
{
    /// <summary>A step was committed. Called on the loop's thread: whoever has more to do than enter it in a queue does that elsewhere.</summary>
    /// <param name="offset">The last batch of the step.</param>
    /// <param name="changes">What happened to alerts, in order; never empty.</param>
    void Applied(long offset, IReadOnlyList<AlertChange> changes);
}
