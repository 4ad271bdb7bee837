using Tocsin.Core.Engine.Scan;

namespace Tocsin.Cli.Output;

/// <summary>What a reader of a scan's alerts must know of the schedule: what was suppressed, cut or left unseen.</summary>
internal static class LedgerSummary
{
    /// <summary>Prints it to standard error; nothing where there is nothing to tell.</summary>
    public static void Print(Terminal terminal, ScheduleLedger ledger)
    {
        var suppressing = ledger.Entries.Where(e => e.Suppressed > 0).ToList();
        if (suppressing.Count > 0)
        {
            var count = DiagnosticPrinter.Counted(suppressing.Sum(e => e.Suppressed), "alert");
            terminal.Say(
                $"{terminal.ErrorStyle.Dim("folded".PadRight(8))}{count} of {DiagnosticPrinter.Counted(suppressing.Count, "rule")} into others by suppression"
            );
        }

        var cut = ledger.Entries.Where(e => e.Cuts > 0).ToList();
        if (cut.Count > 0)
            Warn(
                terminal,
                $"`max_signals` cut {DiagnosticPrinter.Counted(cut.Sum(e => e.Cuts), "run")} of {DiagnosticPrinter.Counted(cut.Count, "rule")} short: {NamesOf(cut)}"
            );
        var gaps = ledger.Entries.Where(e => e.Gaps > 0).ToList();
        if (gaps.Count > 0)
            Warn(terminal, $"runs left time unseen: {NamesOf(gaps)}");
    }

    private static string NamesOf(List<LedgerEntry> entries)
    {
        const int Shown = 3;
        var names = string.Join(", ", entries.Take(Shown).Select(e => $"`{e.Rule.Name}`"));
        return entries.Count > Shown ? $"{names} and {entries.Count - Shown} more" : names;
    }

    private static void Warn(Terminal terminal, string text) =>
        terminal.Say($"{terminal.ErrorStyle.Yellow("warning")}: {text}");
}
