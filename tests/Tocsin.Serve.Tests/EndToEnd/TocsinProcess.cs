using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>A real <c>tocsin serve</c> in a process of its own, on a free port of this machine.</summary>
internal sealed class TocsinProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TocsinProcess(Process process)
    {
        _process = process;
        Client = new();
    }

    public HttpClient Client { get; }

    /// <summary>What it wrote to standard error.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public int Id => _process.Id;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts one with a configuration; returns when it is ready.</summary>
    public static async Task<TocsinProcess> StartAsync(string configuration)
    {
        var process = new Process { StartInfo = Call(["serve", "--config", configuration]) };
        process.StartInfo.RedirectStandardError = true;
        var server = new TocsinProcess(process);
        process.ErrorDataReceived += (_, e) => server.Take(e.Data);
        process.Start();
        process.BeginErrorReadLine();
        try
        {
            server.Client.BaseAddress = await server._address.Task.WaitAsync(Patience, Token);
            await UntilAsync(async () => (await server.Client.GetAsync("/readyz", Token)).IsSuccessStatusCode);
        }
        catch (Exception failure)
        {
            var log = server.Log;
            server.Dispose();
            throw new InvalidOperationException("the server did not start: " + log, failure);
        }

        return server;
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(Call(arguments));

    /// <summary>Runs another program to its end.</summary>
    public static Task<(int Status, string Output, string Error)> RunProgramAsync(
        string program,
        params string[] arguments
    ) => RunAsync(new ProcessStartInfo(program, arguments));

    private static async Task<(int Status, string Output, string Error)> RunAsync(ProcessStartInfo call)
    {
        using var process = new Process { StartInfo = call };
        process.StartInfo.RedirectStandardOutput = true;
        process.StartInfo.RedirectStandardError = true;
        process.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var error = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token).WaitAsync(2 * Patience, Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Waits until something is so; fails after a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);
        while (!await condition())
            await Task.Delay(50, deadline.Token);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> PostAsync(string path, string body, string type = "application/json")
    {
        using var answer = await Client.PostAsync(path, new StringContent(body, Encoding.UTF8, type), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<HttpStatusCode> StatusOfAsync(string path) => (await Client.GetAsync(path, Token)).StatusCode;

    /// <summary>The ids of all alerts, sorted.</summary>
    public async Task<List<string>> AlertIdsAsync()
    {
        var ids = new List<string>();
        var cursor = "";
        do
        {
            var page = await GetAsync("/api/alerts?size=7&building_blocks=true" + cursor);
            ids.AddRange(page.GetProperty("alerts").EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
            cursor = page.GetProperty("cursor").GetString() is { } next ? "&cursor=" + Uri.EscapeDataString(next) : "";
        } while (cursor.Length > 0);

        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <summary>Waits until everything that was taken is evaluated.</summary>
    public Task CaughtUpAsync() =>
        UntilAsync(async () =>
        {
            var engine = (await GetAsync("/api/status")).GetProperty("engine");
            return engine.GetProperty("lag_batches").GetInt64() == 0;
        });

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Asks it to stop and waits until it has; its exit status.</summary>
    public async Task<int> StopAsync()
    {
        Signal("TERM");
        await _process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it without a warning, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static ProcessStartInfo Call(IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "tocsin.dll"), .. arguments]);

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
        const string Mark = "listening on ";
        var at = line.IndexOf(Mark, StringComparison.Ordinal);
        if (at >= 0)
            _address.TrySetResult(new(line[(at + Mark.Length)..].Split(' ')[0]));
    }
}
