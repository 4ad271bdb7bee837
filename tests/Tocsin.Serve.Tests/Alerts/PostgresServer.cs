using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tocsin.Serve.Tests.Alerts;

/// <summary>A PostgreSQL of its own on a loopback port, where the machine has one; tests that need it are skipped elsewhere.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly Process? _process;
    private readonly int _port;
    private readonly string _missing = "";
    private int _schemas;

    public PostgresServer()
    {
        if (Binaries() is not { } binaries)
        {
            _missing = "PostgreSQL's server is not installed";
            return;
        }

        var isRoot = Environment.UserName == "root";
        if (isRoot && !File.Exists("/usr/sbin/runuser"))
        {
            _missing = "PostgreSQL does not run as root, and there is no `runuser`";
            return;
        }

        _folder = Directory.CreateTempSubdirectory("tocsin-pg-").FullName;
        _port = FreePort();
        if (isRoot && Run("chown", ["postgres", _folder]) != 0)
        {
            _missing = "there is no user `postgres`";
            return;
        }

        var data = Path.Combine(_folder, "data");
        if (Run(isRoot, Path.Combine(binaries, "initdb"), ["-D", data, "-A", "trust", "-U", "tocsin", "-N"]) != 0)
        {
            _missing = "`initdb` failed";
            return;
        }

        _process = Start(
            isRoot,
            Path.Combine(binaries, "postgres"),
            ["-D", data, "-h", "127.0.0.1", "-p", $"{_port}", "-k", _folder, "-c", "fsync=off"]
        );
        if (!IsReady())
            _missing = "PostgreSQL did not start";
    }

    /// <summary>A connection string to an empty schema; skips the test where there is no server.</summary>
    public string NewSchema()
    {
        Assert.SkipWhen(_missing.Length > 0, _missing);
        var schema = $"t{Interlocked.Increment(ref _schemas)}";
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE SCHEMA {schema}", connection);
        command.ExecuteNonQuery();
        return ConnectionString + ";Search Path=" + schema;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Run(
                Environment.UserName == "root",
                Path.Combine(Binaries()!, "pg_ctl"),
                ["-D", Path.Combine(_folder!, "data"), "-m", "immediate", "-W", "stop"]
            );
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(patience.Token);
        }

        _process?.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString =>
        $"Host=127.0.0.1;Port={_port};Username=tocsin;Database=postgres;Timeout=5;Maximum Pool Size=4";

    private static string? Binaries()
    {
        const string root = "/usr/lib/postgresql";
        var folders = Directory.Exists(root)
            ? Directory.GetDirectories(root).Order(StringComparer.Ordinal).Reverse().Select(d => Path.Combine(d, "bin"))
            : [];
        return folders.FirstOrDefault(f =>
            File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres"))
        );
    }

    private bool IsReady()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(20) && !_process!.HasExited)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                connection.Open();
                return true;
            }
            catch (NpgsqlException)
            {
                Thread.Sleep(50);
            }
        }

        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static int Run(bool isRoot, string program, string[] arguments) =>
        isRoot ? Run("/usr/sbin/runuser", ["-u", "postgres", "--", program, .. arguments]) : Run(program, arguments);

    private static int Run(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Process Start(bool isRoot, string program, string[] arguments) =>
        isRoot
            ? Start("/usr/sbin/runuser", ["-u", "postgres", "--", program, .. arguments])
            : Start(program, arguments);

    private static Process Start(string program, string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            },
        };
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
