using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Tocsin.Cli.Input;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Reading;
using Tocsin.Core.Values;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.RuleSets;

namespace Tocsin.Cli.Serving;

/// <summary>The rules of <c>serve</c>: the files that the configuration names, or the built-in pack, compiled as a scan compiles them.</summary>
/// <param name="options">What the configuration says of rules.</param>
/// <param name="threads">How many threads read.</param>
internal sealed class ServedRuleFiles(RulesOptions options, int threads) : IRuleSource
{
    private static readonly string[] Extensions = [".toml", ".ndjson", ".json"];

    /// <inheritdoc/>
    public RuleSetLoad Load(DataStreams streams)
    {
        var found = new DiagnosticBag();
        var faults = new List<string>();
        try
        {
            return Load(streams, found, faults);
        }
        catch (Exception failure) when (failure is CallException or IOException or UnauthorizedAccessException)
        {
            faults.Add(failure.Message.ReplaceLineEndings(" "));
            return new()
            {
                Set = null,
                Rules = [],
                Diagnostics = found.ToSortedArray(),
                Faults = faults,
                SaltOf = _ => "",
            };
        }
    }

    /// <inheritdoc/>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var path in Paths())
        {
            if (!Directory.Exists(path))
            {
                Add(text, new FileInfo(path));
                continue;
            }

            foreach (
                var file in new DirectoryInfo(path)
                    .EnumerateFiles("*", SearchOption.AllDirectories)
                    .Where(f => Extensions.Contains(f.Extension, StringComparer.OrdinalIgnoreCase))
                    .OrderBy(f => f.FullName, StringComparer.Ordinal)
            )
                Add(text, file);
        }

        return text.ToString();
    }

    private RuleSetLoad Load(DataStreams streams, DiagnosticBag found, List<string> faults)
    {
        var problems = new InputProblemLog();
        var types = TypesFiles.Load(options.Types, isStrict: false, found);
        var loaded = RuleSet.Load(options.Paths, found, threads);
        var exceptions = ExceptionLists.Read(
            loaded.ExceptionItems.Concat(RuleFiles.Load(options.Exceptions, found).ExceptionItems),
            found
        );
        var fields = new FieldTable();
        var lookups = LookupFiles.Load(Pairs(options.Lookups), types);
        var compiler = new RuleCompiler(types, fields, knownIndices: [], TreePipeline.Default)
        {
            Lookups = lookups,
            ReadIndicators = new IndicatorFiles(options.Indicators, types, streams, problems).Read,
            ExceptionsOf = exceptions.Of,
            ValueLists = ValueListFiles.Load(Pairs(options.ValueLists)),
            Streams = streams,
            RequiresCompletion = true,
        };
        var compiled = CompiledRuleSet.Compile(loaded, compiler, options.OnlyEnabled, found);
        if (problems.HasFailedInput)
            faults.Add("a file of indicators cannot be read");
        var plans = compiled.Plans.ToList();
        return new()
        {
            Set =
                plans.Count == 0
                    ? null
                    : new(
                        new(plans),
                        fields,
                        streams,
                        () => new JsonEventReader(fields, types, streams, IgnoredProblems.Instance, new ReaderOptions())
                    ),
            Rules = [.. compiled.Results.Select(r => new ServedRule(r.Rule, FateOf(r.Fate)))],
            Diagnostics = found.ToSortedArray(),
            Faults = faults,
            SaltOf = Salts(compiled.Results.Select(r => r.Rule), exceptions),
            CreateTypes = CreateTypes,
            Lookups = lookups,
        };
    }

    private FieldTypes CreateTypes()
    {
        try
        {
            return TypesFiles.Load(options.Types, isStrict: false, new());
        }
        catch (CallException)
        {
            // A file has gone since the rules were loaded, which told of it.
            return new(new(), isStrict: false);
        }
    }

    private static ServedFate FateOf(RuleFate fate) =>
        fate switch
        {
            RuleFate.Ready => ServedFate.Running,
            RuleFate.PassedOver => ServedFate.PassedOver,
            RuleFate.Wrong => ServedFate.Wrong,
            _ => ServedFate.Disabled,
        };

    /// <summary>What decides, beside a rule, what its state means: its exceptions, and the tables, lists and types that it may use.</summary>
    private Func<Rule, string> Salts(IEnumerable<Rule> rules, ExceptionLists exceptions)
    {
        var common = new StringBuilder();
        foreach (
            var path in options.Types.Select(t => TypeOverrides.SplitOption(t).File).Concat(options.Lookups.Values)
        )
            common.Append(CultureInfo.InvariantCulture, $"{path} {HashOf(path)}\n");
        var ofLists = string.Join('\n', options.ValueLists.Values.Select(HashOf));
        var salts = new ConditionalWeakTable<Rule, string>();
        foreach (var rule in rules)
        {
            var own = exceptions.Of(rule);
            var salt = common.ToString();
            if (own.Count > 0)
                salt += ofLists + JsonSerializer.Serialize(own);
            if (rule.ThreatMatch is not null)
                salt += string.Join('\n', options.Indicators.Select(i => HashOf(TypeOverrides.SplitOption(i).File)));
            salts.AddOrUpdate(rule, salt);
        }

        return rule => salts.TryGetValue(rule, out var salt) ? salt : "";
    }

    private static string HashOf(string path) =>
        File.Exists(path) ? StableHash.Of(File.ReadAllBytes(path)).ToString("x16", CultureInfo.InvariantCulture) : "";

    private IEnumerable<string> Paths() =>
        options
            .Paths.Concat(options.Exceptions)
            .Concat(options.ValueLists.Values)
            .Concat(options.Lookups.Values)
            .Concat(options.Indicators.Concat(options.Types).Select(o => TypeOverrides.SplitOption(o).File));

    private static void Add(StringBuilder text, FileInfo file)
    {
        if (file.Exists)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n"
            );
    }

    private static List<string> Pairs(IReadOnlyDictionary<string, string> named) =>
        [.. named.Select(p => $"{p.Key}={p.Value}")];
}
