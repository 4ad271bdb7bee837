using System.Globalization;
using Tocsin.Bench.EcsGenerator;

// usage: EcsGenerator EVENTS FILE [SEED]; FILE may be - for standard output.
if (
    args.Length is < 2 or > 3
    || !long.TryParse(args[0], CultureInfo.InvariantCulture, out var count)
    || !ulong.TryParse(args.Length == 3 ? args[2] : "1", CultureInfo.InvariantCulture, out var seed)
)
{
    await Console.Error.WriteLineAsync("usage: EcsGenerator EVENTS FILE [SEED]");
    return 2;
}

using var output = args[1] == "-" ? Console.OpenStandardOutput() : File.Create(args[1]);
new Traffic(new Dice(seed), output).Write(count);
return 0;
