using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Intake.Falco;

/// <summary>Alerts of Falco that have been answered and wait for the log (intake-protocols, section 4).</summary>
/// <remarks>
/// Falco's output stands still until it is answered, and it never sends again because of a status: so it is answered first. The queue is
/// bounded by count and by the bytes of all intake; stopping waits until it is empty.
/// </remarks>
internal sealed class FalcoQueue : BackgroundService
{
    private readonly IntakeGate _gate;
    private readonly Channel<(IntakeBatch Batch, IntakeTicket Ticket)> _waiting;

    public FalcoQueue(IntakeGate gate, IntakeOptions options)
    {
        _gate = gate;
        _waiting = Channel.CreateBounded<(IntakeBatch, IntakeTicket)>(options.Falco.QueueLimit);
    }

    /// <summary>Takes a batch, or counts it as refused where there is no room. Owns the ticket from then on.</summary>
    public void Add(BatchBuilder batch, IntakeSender sender, IntakeTicket ticket)
    {
        _gate.Metrics.CountRecords(sender.Source, RecordOutcomes.Skipped, batch.Skipped);
        var whole = batch.ToBatch(sender.Source, sender.Peer, ticket.ArrivedMillis);
        if (whole.Lengths.Count > 0 && _waiting.Writer.TryWrite((whole, ticket)))
            return;
        _gate.Metrics.CountRecords(sender.Source, RecordOutcomes.Refused, whole.Lengths.Count);
        ticket.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (batch, ticket) in _waiting.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            using (ticket)
            {
                try
                {
                    await _gate.KeepAsync(batch, waits: true, stoppingToken).ConfigureAwait(false);
                }
                catch (IntakeRefusedException)
                {
                    // Counted by the gate.
                }
            }
        }
    }
}
