using System.Globalization;
using Tocsin.Fuzz;

// Tocsin.Fuzz TARGET|all [--seed N] [--seconds N] [--count N] [--only INDEX] [--corpus 0|1]
var options = new Dictionary<string, int>(StringComparer.Ordinal) { ["--seconds"] = 60, ["--count"] = int.MaxValue };
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    if (!args[i].StartsWith("--", StringComparison.Ordinal))
        names.Add(args[i]);
    else if (
        i + 1 < args.Length
        && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
    )
        options[args[i++]] = value;
    else
        return Usage($"`{args[i]}` needs a number");
}

var targets = FuzzTargets.All.Where(t => names.Contains(t.Name) || names.Contains("all")).ToList();
if (targets.Count == 0)
    return Usage("no target");
if (
    options.Keys.FirstOrDefault(o => o is not ("--seed" or "--seconds" or "--count" or "--only" or "--corpus")) is
    { } unknown
)
    return Usage($"unknown option `{unknown}`");

var seed = options.TryGetValue("--seed", out var given) ? given : Environment.TickCount & int.MaxValue;
var withCorpus = !options.TryGetValue("--corpus", out var wanted) || wanted != 0;
var corpus = withCorpus ? SharedCorpus.Find(AppContext.BaseDirectory) : SharedCorpus.None;
var status = 0;
foreach (var target in targets)
{
    var last = Path.Combine(AppContext.BaseDirectory, $"{target.Name}.last");
    using var lastFile = File.OpenHandle(last, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
    using var watchdog = new Watchdog(index =>
    {
        Console.WriteLine($"{target.Name}: input {index} of seed {seed} does not end");
        Console.Out.Flush();
    });
    var run = new FuzzRun(target, [.. target.Seeds, .. target.MoreSeeds(corpus)], seed)
    {
        Trying = index =>
        {
            watchdog.Begin(index);
            // What a stack overflow leaves behind.
            RandomAccess.Write(lastFile, System.Text.Encoding.ASCII.GetBytes($"{seed} {index, 12}"), 0);
        },
    };
    Console.WriteLine($"{target.Name}: seed {seed}, last input in {last}");
    using var end = new CancellationTokenSource(TimeSpan.FromSeconds(options["--seconds"]));
    var result = options.TryGetValue("--only", out var only)
        ? run.Run(only, 1, CancellationToken.None)
        : run.Run(0, options["--count"], end.Token);
    watchdog.Begin(-1);
    foreach (var finding in result.Failures)
        Console.WriteLine(
            $"{target.Name}: --seed {seed} --only {finding.Index}\n  {finding.Literal}\n{finding.Problem}\n"
        );
    Console.WriteLine($"{target.Name}: {result.InputCount} inputs, {result.Failures.Count} findings");
    if (result.Failures.Count > 0)
        status = 1;
}

return status;

static int Usage(string problem)
{
    Console.Error.WriteLine($"error: {problem}");
    Console.Error.WriteLine(
        "usage: Tocsin.Fuzz TARGET... [--seed N] [--seconds N] [--count N] [--only INDEX] [--corpus 0|1]"
    );
    Console.Error.WriteLine($"targets: all, {string.Join(", ", FuzzTargets.All.Select(t => t.Name))}");
    return 2;
}
