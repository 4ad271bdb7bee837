using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.RuleSets;

/// <summary>The rules that a call names, or the built-in pack.</summary>
internal static class RuleSet
{
    /// <summary>What the built-in rules' files are called in messages.</summary>
    private const string BuiltInFolder = "built-in/";

    /// <summary>Reads rules.</summary>
    /// <param name="paths">Files and folders; empty for the built-in pack.</param>
    /// <param name="diagnostics">Takes what is wrong with them.</param>
    /// <param name="threads">How many threads read; what is read does not depend on it.</param>
    public static LoadedRules Load(IReadOnlyList<string> paths, DiagnosticBag diagnostics, int threads)
    {
        if (paths.Count > 0)
            return RuleFiles.Load(paths, diagnostics, threads);
        var loaded = new LoadedRules();
        var loader = new RuleLoader(loaded, diagnostics);
        foreach (var (name, text) in BuiltInRules.ReadAll())
        {
            loaded.FileCount++;
            loader.LoadToml(Encoding.UTF8.GetBytes(text), BuiltInFolder + name);
        }

        return loaded;
    }
}
