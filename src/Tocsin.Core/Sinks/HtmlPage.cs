namespace Tocsin.Core.Sinks;

/// <summary>What stands at the beginning of each report, its style included.</summary>
internal static class HtmlPage
{
    /// <summary>Up to the first heading.</summary>
    public const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tocsin report</title>
        <style>
        :root { color-scheme: light dark; --line: #8884; --soft: #8881;
          --critical: #b3123a; --high: #c2410c; --medium: #a16207; --low: #1d6fa5; }
        @media (prefers-color-scheme: dark) {
          :root { --critical: #ff6b8b; --high: #ff9d5c; --medium: #e8c14a; --low: #6bb8ef; } }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
        .tiles { display: flex; flex-wrap: wrap; gap: .75rem; }
        .tile { border: 1px solid var(--line); border-left: 4px solid; border-radius: 6px; padding: .4rem 1rem; }
        .tile b { font-size: 1.4rem; }
        .critical { color: var(--critical); } .high { color: var(--high); }
        .medium { color: var(--medium); } .low { color: var(--low); }
        .badge { border: 1px solid; border-radius: 4px; padding: 0 .4rem; font-size: .8rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; }
        td:first-child { overflow-wrap: anywhere; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem; }
        summary { cursor: pointer; overflow-wrap: anywhere; display: flex; flex-wrap: wrap; align-items: baseline;
          gap: .1rem .6rem; list-style: none; }
        summary::-webkit-details-marker { display: none; }
        summary::before { content: "\25b8"; width: .8em; }
        details[open] > summary::before { content: "\25be"; }
        time { font-variant-numeric: tabular-nums; opacity: .75; }
        .place { opacity: .75; margin-left: auto; text-align: right; }
        .reason { font-weight: 600; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
        dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
        pre { background: var(--soft); border-radius: 6px; padding: .6rem; overflow: auto; white-space: pre-wrap;
          overflow-wrap: anywhere; font-size: .85rem; }
        .more { opacity: .75; }
        @media print { details { break-inside: avoid; } }
        </style></head><body><main>

        """;
}
