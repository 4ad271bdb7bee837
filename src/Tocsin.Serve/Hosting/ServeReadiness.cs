using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Hosting;

/// <summary>Whether the server takes records: it does not while it stops, and not before every part is ready.</summary>
internal sealed class ServeReadiness(IntakeGate gate, IEnumerable<IReadiness> parts)
{
    /// <summary>Whether records are taken.</summary>
    public bool IsReady => !Problems().Any();

    /// <summary>Why they are not.</summary>
    public IEnumerable<string> Problems()
    {
        if (gate.IsStopping)
            yield return "stopping";
        foreach (var part in parts)
        {
            if (part.NotReadyBecause is { } reason)
                yield return $"{part.Name}: {reason}";
        }
    }
}

/// <summary>A part of the server that may not be ready to work; every one that is registered is asked.</summary>
internal interface IReadiness
{
    /// <summary>The part's name.</summary>
    string Name { get; }

    /// <summary>Why it is not ready; null where it is. Must not say anything secret.</summary>
    string? NotReadyBecause { get; }
}
