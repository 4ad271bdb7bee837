namespace Tocsin.Serve.Alerts;

/// <summary>The alerts: found, read, and worked on by people. Threads: safe.</summary>
internal interface IAlertStore : IAlertIntake
{
    /// <summary>Raised after a step that brought alerts, on the loop's thread.</summary>
    event Action? Changed;

    /// <summary>A page of alerts.</summary>
    /// <exception cref="FormatException">The cursor is none.</exception>
    Task<AlertPage> FindAsync(AlertQuery query, CancellationToken cancellation);

    /// <summary>How many alerts of a query have each value, the most frequent first.</summary>
    Task<IReadOnlyList<AlertCount>> CountAsync(
        AlertQuery query,
        AlertFacet facet,
        int valuesMax,
        CancellationToken cancellation
    );

    /// <summary>Alerts by id, with documents; those that are there. Ids that they had before lead to them too.</summary>
    Task<IReadOnlyList<StoredAlert>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation);

    /// <summary>What happened to an alert, in order; empty where there is no such alert.</summary>
    Task<IReadOnlyList<AlertEntry>> HistoryAsync(string id, CancellationToken cancellation);

    /// <summary>Does something to alerts, all in one transaction; how many changed.</summary>
    /// <exception cref="ArgumentException">What is to be done makes no sense (<see cref="AlertTriage.Fault"/>).</exception>
    Task<int> TriageAsync(IReadOnlyCollection<string> ids, AlertTriage triage, CancellationToken cancellation);

    /// <summary>Removes closed alerts that were not changed since; how many.</summary>
    Task<int> RetireAsync(long beforeMillis, CancellationToken cancellation);
}
