using Tocsin.Core.Text;

namespace Tocsin.Core.Engine;

/// <summary>Whose behaviour a run has (<c>docs/alerts.md</c>).</summary>
internal enum RunSemantics
{
    /// <summary>One alert an episode, every due tick, no cut.</summary>
    Tocsin,

    /// <summary>That of Elastic Security, duplicates and cuts included.</summary>
    Elastic,
}

/// <summary>The names of semantics in scenarios and on the command line.</summary>
internal static class RunSemanticsNames
{
    public static readonly NameTable<RunSemantics> All = new(
        ("tocsin", RunSemantics.Tocsin),
        ("elastic", RunSemantics.Elastic)
    );

    /// <summary>The name of one.</summary>
    public static string Of(RunSemantics semantics) => semantics == RunSemantics.Elastic ? "elastic" : "tocsin";
}
