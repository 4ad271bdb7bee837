using System.Diagnostics;
using System.Text.Json;
using Tocsin.Serve.Log;
using Tocsin.Tests;

namespace Tocsin.Serve.Tests.Intake;

/// <summary>Clients as they are installed, against the server. Each test is passed over where its client is not there.</summary>
/// <remarks>
/// rsyslog: Debian's packages <c>rsyslog</c> and <c>rsyslog-elasticsearch</c>. JavaScript: <c>node</c>, and <c>npm ci</c> in <c>tests/clients</c>.
/// </remarks>
public sealed class RealClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TheBulkHelperOfTheJavaScriptClientDeliversWithoutAnError()
    {
        var script = SharedData.InRepository("tests/clients/elasticsearch-bulk.mjs");
        var beside = Path.Combine(Path.GetDirectoryName(script)!, "node_modules");
        var modules = Environment.GetEnvironmentVariable("NODE_PATH") ?? beside;
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(modules, "@elastic/elasticsearch")),
            "`npm ci` in tests/clients has not been run, and NODE_PATH does not lead to @elastic/elasticsearch"
        );
        await using var server = await TestServer.StartAsync();

        var (status, output, error) = await RunAsync("node", [script, server.Client.BaseAddress!.ToString(), "5000"]);

        Assert.True(status == 0, error);
        var result = JsonDocument.Parse(output).RootElement;
        Assert.Equal("8.19.0", result.GetProperty("version").GetString());
        Assert.Equal(5000, result.GetProperty("successful").GetInt32());
        Assert.Equal(0, result.GetProperty("failed").GetInt32());
        Assert.Equal(5000, server.Log.Lines.Count);
    }

    [Fact]
    public async Task RsyslogDeliversWithoutAnError()
    {
        using var rsyslog = Rsyslog.Find();
        await using var server = await TestServer.StartAsync();

        rsyslog.Start(server.Port, lines: 300);
        await WaitAsync(rsyslog, () => server.Log.Lines.Count >= 300);

        Assert.Equal(300, server.Log.Lines.Count);
        Assert.All(server.Log.Records, r => Assert.Equal("logs-rsyslog-default", r.GetProperty("_index").GetString()));
    }

    [Fact]
    public async Task RsyslogSendsAgainWhatWasRefused()
    {
        using var rsyslog = Rsyslog.Find();
        await using var server = await TestServer.StartAsync();
        server.Log.Answer = new(AppendStatus.Full, RetryAfterSeconds: 1);

        rsyslog.Start(server.Port, lines: 300);
        await WaitAsync(rsyslog, () => server.Log.Appends >= 2);
        Assert.Empty(server.Log.Batches);
        server.Log.Answer = null;
        await WaitAsync(rsyslog, () => server.Log.Lines.Count >= 300);

        Assert.Equal(
            Enumerable.Range(0, 300),
            server.Log.Records.Select(r => r.GetProperty("_source").GetProperty("n").GetInt32()).Distinct().Order()
        );
    }

    /// <summary>Looks every now and then: the other side is a process of its own.</summary>
    private static async Task WaitAsync(Rsyslog rsyslog, Func<bool> isDone)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var started = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, rsyslog.Output);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(string program, string[] arguments)
    {
        var call = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The client is loaded by `require`, which goes by NODE_PATH.
        using var process = Process.Start(call)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>A rsyslog of the test's own, which reads a file and sends its lines.</summary>
    private sealed class Rsyslog : IDisposable
    {
        private readonly string _program;
        private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-rsyslog-").FullName;
        private readonly System.Text.StringBuilder _output = new();
        private Process? _process;

        private Rsyslog(string program) => _program = program;

        public string Output
        {
            get
            {
                lock (_output)
                    return "rsyslog did not do it in time: " + _output;
            }
        }

        public static Rsyslog Find()
        {
            string[] programs = ["/usr/sbin/rsyslogd", "/usr/bin/rsyslogd"];
            var program = Array.Find(programs, File.Exists);
            var hasOutput =
                Directory.Exists("/usr/lib")
                && Directory
                    .EnumerateDirectories(
                        "/usr/lib",
                        "rsyslog",
                        new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }
                    )
                    .Any(d => File.Exists(Path.Combine(d, "omelasticsearch.so")));
            Assert.SkipUnless(
                program is not null && hasOutput,
                "rsyslog with its Elasticsearch output is not installed"
            );
            return new(program!);
        }

        public void Start(int port, int lines)
        {
            var input = Path.Combine(_folder, "in.log");
            File.WriteAllText(input, string.Concat(Enumerable.Range(0, lines).Select(i => $"{{\"n\":{i}}}\n")));
            var configuration = Path.Combine(_folder, "rsyslog.conf");
            File.WriteAllText(
                configuration,
                $$"""
                global(workDirectory="{{_folder}}")
                module(load="imfile" mode="polling" pollingInterval="1")
                module(load="omelasticsearch")
                template(name="line" type="string" string="%msg%")
                template(name="index" type="string" string="logs-rsyslog-default")
                input(type="imfile" file="{{input}}" tag="t:")
                action(type="omelasticsearch" server="127.0.0.1" serverport="{{port}}" template="line" searchIndex="index" dynSearchIndex="on"
                       searchType="" bulkmode="on" esversion.major="8" writeoperation="create" action.resumeretrycount="-1" action.resumeInterval="1")

                """
            );
            var call = new ProcessStartInfo(_program, ["-n", "-f", configuration, "-i", Path.Combine(_folder, "pid")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            _process = Process.Start(call)!;
            _process.OutputDataReceived += Note;
            _process.ErrorDataReceived += Note;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public void Dispose()
        {
            if (_process is not null)
            {
                _process.Kill();
                _process.WaitForExit();
                _process.Dispose();
            }

            Directory.Delete(_folder, recursive: true);
        }

        private void Note(object sender, DataReceivedEventArgs line)
        {
            lock (_output)
                _output.AppendLine(line.Data);
        }
    }
}
