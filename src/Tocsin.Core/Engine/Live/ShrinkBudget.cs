namespace Tocsin.Core.Engine.Live;

/// <summary>How much may be held in less memory in one step: panes of many rules are over at the same instant, and nobody waits for it.</summary>
internal sealed class ShrinkBudget
{
    private const long BytesPerStep = 4 << 20;

    /// <summary>How many bytes are left; a pane that is larger than that is the last one.</summary>
    public long LeftBytes { get; set; }

    /// <summary>A step begins.</summary>
    public void Begin() => LeftBytes = BytesPerStep;
}
