using Microsoft.Data.Sqlite;
using Tocsin.Core.Engine.Live;

namespace Tocsin.Serve.Alerts;

/// <summary>Takes the alerts of a step.</summary>
internal interface IAlertIntake
{
    /// <summary>Readies changes, on the caller's thread: documents are made, a remote store is written to.</summary>
    /// <returns>Writes what belongs to the same transaction as the consumed offset; runs on the writer's thread, and again where the step is applied again.</returns>
    Action<SqliteConnection> Prepare(IReadOnlyList<AlertChange> changes);

    /// <summary>The step is committed: whoever waits for changes may look.</summary>
    void Applied(int changes);
}
