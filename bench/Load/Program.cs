// Sends events to a running `tocsin serve`, measures what comes back, and writes a table. `bench/load.sh` starts the server and calls it.
//   Load URL PROCESS_ID RECEIVER_PORT FOLDER TABLE
// FOLDER holds audit.ndjson and mixed.ndjson (ordinary events, sent over and over with new ids and the present time), and perhaps audit.alerts (alerts of a scan of
// them: events that alert by themselves are left out). The server's webhook sink posts to RECEIVER_PORT of this machine. Loopback only.
using System.Globalization;
using Tocsin.Bench.Load;

if (args.Length != 5 || !Uri.TryCreate(args[0], UriKind.Absolute, out var url) || !url.IsLoopback)
{
    Console.Error.WriteLine("usage: Load LOOPBACK_URL PROCESS_ID RECEIVER_PORT FOLDER TABLE");
    return 2;
}

var options = LoadOptions.FromEnvironment();
using var receiver = new AlertReceiver(int.Parse(args[2], CultureInfo.InvariantCulture));
using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1000 };
using var client = new HttpClient(handler) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

// Without a name a sender is taken for rsyslog, whose connections are closed where others are answered with 429.
client.DefaultRequestHeaders.UserAgent.ParseAdd("tocsin-load/1");
var probe = new ServerProbe(client, int.Parse(args[1], CultureInfo.InvariantCulture));
var folder = args[3];
var here = AppContext.BaseDirectory;
var audit = new Sender(
    client,
    new AuditWire(),
    EventTemplate.ReadAll(Path.Combine(folder, "audit.ndjson"), Path.Combine(folder, "audit.alerts")),
    new(File.ReadLines(Path.Combine(here, "alerting-audit.json")).First()),
    receiver
);
var mixed = new Sender(
    client,
    new BulkWire(),
    EventTemplate.ReadAll(Path.Combine(folder, "mixed.ndjson"), Path.Combine(folder, "mixed.alerts")),
    new(File.ReadLines(Path.Combine(here, "alerting-mixed.json")).First()),
    receiver
);
var measurement = new LoadMeasurement(options, probe, receiver);
var report = await measurement.RunAsync(audit, mixed);
File.WriteAllText(args[4], report.Write(options));
Console.WriteLine(report.Write(options));
return report.IsConsistent ? 0 : 1;
