using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;

namespace Tocsin.Bench.Report;

/// <summary>Chooses rules of some folders for a row of the comparison.</summary>
internal static class RuleChoice
{
    /// <summary>Data streams of Kubernetes' audit log and of containers.</summary>
    private static readonly string[] ClusterStreams =
    [
        "logs-kubernetes.audit_logs-default",
        "logs-cloud_defend.process-default",
        "logs-cloud_defend.file-default",
    ];

    /// <summary>A stream that only a pattern such as <c>logs-*</c> names.</summary>
    private const string OtherStream = "logs-nobody.writes_this-default";

    /// <summary>Copies the files of the chosen rules into a folder, which must not be there.</summary>
    /// <param name="what">
    /// <c>kubernetes</c> for the rules whose index patterns name the audit log or containers, <c>all</c>, or a number. A number takes
    /// the rules of the first path and fills up with others in the order of a hash of their ids, so a larger choice contains the smaller ones.
    /// </param>
    /// <param name="paths">Rule files and folders.</param>
    /// <param name="target">The folder.</param>
    /// <returns>How many were chosen.</returns>
    public static int Copy(string what, IReadOnlyList<string> paths, string target)
    {
        var first = Runnable([paths[0]]);
        var others = Runnable(paths.Skip(1)).OrderBy(p => HashOf(p.Rule.RuleId), StringComparer.Ordinal);
        List<RulePlan> all = [.. first.Concat(others).DistinctBy(p => p.Rule.RuleId)];
        var chosen = what switch
        {
            "all" => all,
            "kubernetes" => all.Where(NamesClusters),
            _ => all.Take(int.Parse(what, CultureInfo.InvariantCulture)),
        };
        Directory.CreateDirectory(target);
        var count = 0;
        foreach (var plan in chosen)
            File.Copy(
                plan.Rule.File.Name,
                Path.Combine(target, $"{count++:0000}-{Path.GetFileName(plan.Rule.File.Name)}")
            );
        return count;
    }

    private static bool NamesClusters(RulePlan plan) =>
        ClusterStreams.Any(plan.Indices.Matches) && !plan.Indices.Matches(OtherStream);

    private static List<RulePlan> Runnable(IEnumerable<string> paths)
    {
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default)
        {
            Streams = new(),
        };
        return
        [
            .. RuleFiles
                .Load(paths, new DiagnosticBag())
                .Rules.Select(r => compiler.Compile(r, new()))
                .OfType<RulePlan>(),
        ];
    }

    private static string HashOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
