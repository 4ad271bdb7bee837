using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;

namespace Tocsin.Cli.RuleSets;

/// <summary>Finds the rule that a call names.</summary>
internal static class RuleChoice
{
    /// <summary>The one rule that fits; none, or several, is a wrong call.</summary>
    /// <param name="rules">The rules to choose from.</param>
    /// <param name="wanted">An id, a name or a part of a name.</param>
    public static Rule One(List<Rule> rules, string wanted)
    {
        var found = Find(rules, wanted);
        if (found.Count == 0)
        {
            var near = NearestName.Find(wanted, rules.Select(r => r.Name));
            throw new CallException($"there is no rule `{wanted}`", near is null ? null : $"did you mean `{near}`?");
        }

        return found.Count == 1
            ? found[0]
            : throw new CallException(
                $"{found.Count} rules fit `{wanted}`",
                "give the id of one: " + string.Join(", ", found.Take(5).Select(r => $"{r.RuleId} ({r.Name})"))
            );
    }

    /// <summary>By id, else by whole name, else by a part of the name; case does not matter.</summary>
    private static List<Rule> Find(List<Rule> rules, string wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted))
            return [];
        var byId = rules.FindAll(r => r.RuleId == wanted);
        if (byId.Count > 0)
            return [byId[0]];
        var byName = rules.FindAll(r => r.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return byName.Count > 0
            ? byName
            : rules.FindAll(r => r.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
    }
}
