using Tocsin.Bench.Report;

// What bench/compare.sh leaves to a program: choosing rules, and making a page of what was measured.
const string Usage = """
    usage: Tocsin.Benchmarks choose kubernetes|all|COUNT RULES... FOLDER
           Tocsin.Benchmarks table MEASUREMENTS FACTS FOLDER
    """;

switch (args)
{
    case ["choose", var what, .., var folder] when args.Length >= 4:
        Console.WriteLine(RuleChoice.Copy(what, args[2..^1], folder));
        return 0;
    case ["table", var measurements, var facts, var folder]:
        Comparison.Write(Measurements.Read(measurements), Facts.Read(facts), folder);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
