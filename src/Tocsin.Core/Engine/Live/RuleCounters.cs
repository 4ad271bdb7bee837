using Tocsin.Core.Events;

namespace Tocsin.Core.Engine.Live;

/// <summary>What came of a rule since it was first seen. Part of the checkpoint.</summary>
internal sealed class RuleCounters
{
    /// <summary>Events that the rule matched, candidates of a sequence, terms, or for a window the panes that a batch had something for.</summary>
    public long Hits { get; set; }

    /// <summary>Alerts that were raised; building blocks not counted.</summary>
    public long Alerts { get; set; }

    /// <summary>Alerts that were folded into others.</summary>
    public long Suppressed { get; set; }

    /// <summary>Detections of an event that was there before.</summary>
    public long Repeats { get; set; }

    /// <summary>Parts of the input that came after a tick that should have seen them.</summary>
    public long Late { get; set; }

    /// <summary>Parts of the input that claim to be of the future.</summary>
    public long Future { get; set; }

    /// <summary>Parts of the state that were dropped because of a limit.</summary>
    public long Shed { get; set; }

    /// <summary>Alerts that were raised before their time and that the full picture did not confirm; they stay.</summary>
    public long Unconfirmed { get; set; }

    /// <summary>Ticks that were evaluated.</summary>
    public long Evaluations { get; set; }

    /// <summary>The time of the latest event that the rule kept or matched; for a window that of the pane which holds it.</summary>
    public long LastEventMillis { get; set; } = Event.NoTime;

    /// <summary>The latest tick that is over.</summary>
    public long LastTick { get; set; } = Event.NoTime;

    /// <summary>Whether anything happened.</summary>
    public bool IsBlank => Hits == 0 && Evaluations == 0 && LastTick == Event.NoTime && Future == 0;

    public void Write(StateWriter writer)
    {
        foreach (
            var number in (ReadOnlySpan<long>)
                [
                    Hits,
                    Alerts,
                    Suppressed,
                    Repeats,
                    Late,
                    Future,
                    Shed,
                    Unconfirmed,
                    Evaluations,
                    LastEventMillis,
                    LastTick,
                ]
        )
            writer.Write(number);
    }

    public void Read(StateReader reader)
    {
        (Hits, Alerts, Suppressed, Repeats) = (
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong()
        );
        (Late, Future, Shed, Unconfirmed) = (
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong(),
            reader.ReadLong()
        );
        (Evaluations, LastEventMillis, LastTick) = (reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
    }
}
