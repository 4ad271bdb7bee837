using Tocsin.Core.Engine.Live;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Sqlite;
using Tocsin.Serve.Tests.Log;
using static Tocsin.Serve.Tests.Alerts.AlertCases;

namespace Tocsin.Serve.Tests.Alerts;

public sealed class NpgsqlAlertStoreTests(PostgresServer server) : AlertStoreTests, IClassFixture<PostgresServer>
{
    private string? _schema;

    private protected override IAlertStore Open(SqliteLog log, TestTime time) =>
        new NpgsqlAlertStore(new() { PostgresConnectionString = _schema ??= server.NewSchema() }, log, Streams, time);

    [Fact]
    public async Task ReplicasThatRaiseTheSameAlertsMakeOneOfEach()
    {
        _ = Store;
        using var folder = new TemporaryFolder();
        using var otherLog = LogCases.Open(LogCases.Options(folder.Path), Time);
        await using var other = (NpgsqlAlertStore)Open(otherLog, Time);
        var cancellation = TestContext.Current.CancellationToken;
        await Task.WhenAll(
            Task.Run(() => Steps(Log, 0), cancellation),
            Task.Run(() => Steps(otherLog, 1), cancellation)
        );
        var page = await Find(new() { Limit = 1000 });
        Assert.Equal(100, page.Total);
        Assert.All(page.Alerts, a => Assert.False(a.IsDamaged));
        // Each is sent by one of them.
        Assert.Equal(
            page.Alerts.Select(a => a.Id).Order(StringComparer.Ordinal),
            ChangesOf(Log).Concat(ChangesOf(otherLog)).Select(c => c.AlertId).Order(StringComparer.Ordinal)
        );

        static void Steps(SqliteLog log, int order)
        {
            for (var step = 0; step < 10; step++)
            {
                var alerts = Enumerable.Range(step * 10, 10).Select(i => Raised(OnEvent($"a{i}")));
                log.Apply(Step(step + 1, [.. order == 0 ? alerts : alerts.Reverse()]));
            }
        }
    }

    [Fact]
    public async Task AStepThatPostgresHasAndTheLogDoesNotIsRepeatedWithoutAChange()
    {
        Apply(1, Raised(OnEvent("a")));
        // What a crash between the two commits leaves: the alert is there, the change and the offset are not.
        await Log.Writer.RunAsync(c => SqliteFile.Execute(c, "DELETE FROM changes"));
        Apply(1, Raised(OnEvent("a")));
        Assert.Equal(1, (await Get("a")).Revision);
        using var connection = SqliteFile.OpenReader(Log.DatabasePath);
        Assert.Single(AlertChanges.Read(connection, 0, 10));
    }

    [Fact]
    public async Task AnAlertThatAnotherReplicaHasMadeIsNotSentAgainAndWhatIsAddedIs()
    {
        _ = Store;
        using var folder = new TemporaryFolder();
        using var otherLog = LogCases.Open(LogCases.Options(folder.Path), Time);
        await using var other = (NpgsqlAlertStore)Open(otherLog, Time);
        Apply(1, Raised(OnEvent("a")));
        otherLog.Apply(Step(1, [Raised(OnEvent("a"))]));
        Assert.Single(ChangesOf(Log));
        Assert.Empty(ChangesOf(otherLog));
        // The step of the first is repeated after a crash: it is still its own.
        await Log.Writer.RunAsync(c => SqliteFile.Execute(c, "DELETE FROM changes"));
        Apply(1, Raised(OnEvent("a")));
        Assert.Single(ChangesOf(Log));
    }

    private static List<NumberedChange> ChangesOf(SqliteLog log)
    {
        using var connection = SqliteFile.OpenReader(log.DatabasePath);
        return AlertChanges.Read(connection, 0, 1000);
    }

    [Fact]
    public void OpeningTwiceMigratesOnce()
    {
        _ = Store;
        using var folder = new TemporaryFolder();
        using var otherLog = LogCases.Open(LogCases.Options(folder.Path), Time);
        var other = Open(otherLog, Time);
        Assert.NotNull(other);
    }
}
