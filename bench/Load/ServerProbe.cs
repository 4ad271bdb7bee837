using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tocsin.Bench.Load;

/// <summary>Asks the server, and the system about the server's process.</summary>
internal sealed class ServerProbe(HttpClient client, int processId)
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in bytes; 0 where the system does not say.</summary>
    public long ResidentBytes()
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{processId}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB ").ToString(), CultureInfo.InvariantCulture)
                        * 1024;
            }
        }
        catch (IOException)
        {
            // No such system, or no such process any more.
        }

        return 0;
    }

    /// <summary>Seconds of processor time so far.</summary>
    public double ProcessorSeconds()
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var parts = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (
                    long.Parse(parts[11], CultureInfo.InvariantCulture)
                    + long.Parse(parts[12], CultureInfo.InvariantCulture)
                ) / TicksPerSecond;
        }
        catch (IOException)
        {
            return double.NaN;
        }
    }

    /// <summary>Events that the rules have seen, batches that wait for them, and the memory of their state.</summary>
    public async Task<(long Events, long Lag, long StateBytes, string? Error)> EngineAsync()
    {
        var status = await client.GetFromJsonAsync<JsonElement>("/api/status");
        var engine = status.GetProperty("engine");
        return (
            engine.GetProperty("events").GetInt64(),
            engine.GetProperty("lag_batches").GetInt64(),
            engine.GetProperty("state_bytes").GetInt64(),
            engine.GetProperty("last_error").GetString()
        );
    }

    /// <summary>Waits until everything that was taken has been evaluated.</summary>
    /// <returns>Whether it was within the time.</returns>
    public async Task<bool> CatchUpAsync(TimeSpan patience)
    {
        var deadline = DateTime.UtcNow + patience;
        while (DateTime.UtcNow < deadline)
        {
            if ((await EngineAsync()).Lag == 0)
                return true;
            await Task.Delay(100);
        }

        return false;
    }

    /// <summary>Records by outcome, as the server counts them.</summary>
    public async Task<Dictionary<string, long>> CountedAsync()
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in (await client.GetStringAsync("/metrics")).Split('\n'))
        {
            const string Mark = "outcome=\"";
            var at = line.IndexOf(Mark, StringComparison.Ordinal);
            if (!line.StartsWith("tocsin_intake_records_total{", StringComparison.Ordinal) || at < 0)
                continue;
            var name = line[(at + Mark.Length)..].Split('"')[0];
            var value = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            sums[name] = sums.GetValueOrDefault(name) + (long)value;
        }

        return sums;
    }

    /// <summary>How many of the records of this load are in the log, by a query over all of them.</summary>
    public async Task<long> RecordsAsync()
    {
        using var answer = await client.PostAsJsonAsync("/_query", new { query = "FROM logs-* | STATS n = COUNT(*)" });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? json.GetProperty("values")[0][0].GetInt64() : -1;
    }
}
