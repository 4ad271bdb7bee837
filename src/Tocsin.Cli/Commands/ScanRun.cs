using Tocsin.Cli.Input;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Reference;
using Tocsin.Core.Engine.Scan;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Sinks;
using Tocsin.Core.Sources;

namespace Tocsin.Cli.Commands;

/// <summary>One scan: the rules over the inputs, in either semantics, and the rules over alerts behind them.</summary>
internal sealed class ScanRun : IDisposable
{
    private readonly CompiledRules _rules;
    private readonly FieldTable _fields;
    private readonly EventInput _input;
    private readonly AlertSpool _spool;
    private readonly ScanSettings.Values _settings;
    private readonly AlertDocumentWriter _writer;

    /// <summary>The alerts that rules over alerts shall see: of any severity; null where no rule asks.</summary>
    private readonly AlertSpool? _seen;
    private bool _areAlertsOpened;

    /// <param name="rules">The rules.</param>
    /// <param name="fields">The fields that they read.</param>
    /// <param name="input">The inputs.</param>
    /// <param name="spool">Receives the alerts.</param>
    /// <param name="settings">What the call asks for.</param>
    public ScanRun(
        CompiledRules rules,
        FieldTable fields,
        EventInput input,
        AlertSpool spool,
        ScanSettings.Values settings
    )
    {
        (_rules, _fields, _input, _spool, _settings) = (rules, fields, input, spool, settings);
        _writer = new(input.Streams);
        _seen = rules.All.Any(p => p.ReadsAlerts) ? new(input.Streams) : null;
        Ledger = new(rules.All);
    }

    /// <summary>What came of each rule's ticks.</summary>
    public ScheduleLedger Ledger { get; }

    /// <inheritdoc/>
    public void Dispose() => _seen?.Dispose();

    /// <summary>Runs it.</summary>
    public ScanOutcome Execute(Terminal terminal, int threads, bool isQuiet, CancellationToken interrupt)
    {
        var options = new EngineOptions
        {
            ReportFromMillis = _settings.FromMillis ?? long.MinValue,
            ToMillis = _settings.ToMillis ?? long.MaxValue,
            UsesIndex = !_settings.IsPlain,
        };
        ProgressBar? bar = null;
        void Report(long events, long bytes) =>
            (bar ??= new(terminal, isQuiet, _input.TotalBytes)).Report(_input.BytesRead, events, bytes);
        try
        {
            var outcome =
                _settings.Semantics == RunSemantics.Elastic
                    ? RunReference(options, Report, interrupt)
                    : Scan(options, threads, Report, interrupt);
            Ledger.Add(outcome.Ticks);
            return outcome;
        }
        finally
        {
            bar?.Dispose();
        }
    }

    private ScanOutcome Scan(
        EngineOptions options,
        int threads,
        Action<long, long> progress,
        CancellationToken interrupt
    )
    {
        var collector = new AlertCollector(_input.Streams, Ledger, Take)
        {
            ReportFromMillis = options.ReportFromMillis,
        };
        void Withdraw(IReadOnlySet<Rule> rules)
        {
            collector.Withdraw(rules);
            _spool.Withdraw(rules);
            _seen?.Withdraw(rules);
        }

        var driver = new ScanDriver(_rules, _input.Streams, options, threads) { Withdraw = Withdraw };
        var outcome = driver.Run(
            _input.ReadChunks,
            _input.CanReopen,
            reports => _input.CreateReader(_fields, reports),
            collector.Add,
            () =>
            {
                collector.Flush();
                return OpenAlerts();
            },
            progress,
            interrupt
        );
        collector.Flush();
        return outcome;
    }

    private ScanOutcome RunReference(EngineOptions options, Action<long, long> progress, CancellationToken interrupt) =>
        new ReferenceScan(_rules, _fields, _input.Streams, options, Ledger).Run(
            _input.ReadChunks(),
            () => _input.CreateReader(_fields),
            Take,
            OpenAlerts,
            progress,
            interrupt
        );

    private void Take(Alert alert)
    {
        var seen = _areAlertsOpened ? null : _seen;
        if (alert.IsHistory && seen is null)
            return;
        var document = _writer.Write(alert, out var summary);
        if (!alert.IsHistory)
            _spool.Add(alert, document, summary);
        seen?.Add(alert, document, summary);
    }

    private IEnumerable<RecordChunk> OpenAlerts()
    {
        _areAlertsOpened = true;
        return _seen is null ? [] : AlertRecords.ToChunks(_seen.ReadDocuments(), _seen.ReadDocument);
    }
}
