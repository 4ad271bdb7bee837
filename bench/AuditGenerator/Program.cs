using System.Globalization;
using System.Text;
using Tocsin.Bench.AuditGenerator;

// usage: AuditGenerator EVENTS FILE [SEED]; FILE may be - for standard output.
if (
    args.Length is < 2 or > 3
    || !long.TryParse(args[0], CultureInfo.InvariantCulture, out var count)
    || !ulong.TryParse(args.Length == 3 ? args[2] : "1", CultureInfo.InvariantCulture, out var seed)
)
{
    await Console.Error.WriteLineAsync("usage: AuditGenerator EVENTS FILE [SEED]");
    return 2;
}

var random = new Randomness(seed);
var cluster = new Cluster(random);
using var stream = args[1] == "-" ? Console.OpenStandardOutput() : File.Create(args[1]);
using var output = new StreamWriter(stream, new UTF8Encoding(false), 1 << 20);
new Traffic(cluster, random, new EventWriter(output, random)).Write(count);
return 0;
