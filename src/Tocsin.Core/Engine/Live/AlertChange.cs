using Tocsin.Core.Alerts;

namespace Tocsin.Core.Engine.Live;

/// <summary>What happened to an alert in a step of the live engine.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Alert">The alert as it is now; its <see cref="Alert.Id"/> is its key.</param>
/// <param name="ReplacedId">
/// For <see cref="AlertChangeKind.Replaced"/> the id that the alert had so far: it was raised before its tick, and the tick, which saw a late event, knows
/// it by another. Null otherwise.
/// </param>
internal sealed record AlertChange(AlertChangeKind Kind, Alert Alert, string? ReplacedId = null);

/// <summary>What happened to an alert.</summary>
internal enum AlertChangeKind
{
    /// <summary>It is new.</summary>
    Raised,

    /// <summary>The same alert says more: its episode goes on, or others were folded into it.</summary>
    Extended,

    /// <summary>The same alert has another id.</summary>
    Replaced,
}

/// <summary>An entry of a table of the engine's state that grows too large for a checkpoint.</summary>
/// <param name="Table">The table: the kind of state and the rule's state key.</param>
/// <param name="Key">The entry.</param>
/// <param name="Value">Its content; null where it is removed.</param>
internal sealed record StateEntry(string Table, string Key, byte[]? Value);
