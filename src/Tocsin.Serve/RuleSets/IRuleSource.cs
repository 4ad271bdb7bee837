using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Pipeline;
using Tocsin.Core.Fields;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Serve.Live;

namespace Tocsin.Serve.RuleSets;

/// <summary>Where the server's rules come from.</summary>
internal interface IRuleSource
{
    /// <summary>Reads and compiles the rules as they are now. What is wrong is in the result, never an exception.</summary>
    /// <param name="streams">The names of indices; one for the life of the server.</param>
    RuleSetLoad Load(DataStreams streams);

    /// <summary>A text that changes when a file of the rules does.</summary>
    string Fingerprint();
}

/// <summary>Rules that were read and compiled.</summary>
internal sealed record RuleSetLoad
{
    /// <summary>The rules that can run; null where none can.</summary>
    public required LiveRuleSet? Set { get; init; }

    /// <summary>All rules that could be read, in the order of their files.</summary>
    public required IReadOnlyList<ServedRule> Rules { get; init; }

    /// <summary>What is wrong, warnings included, in order.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>What is wrong with files beside the rules: lists, tables, types.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What the state of a rule depends on beside the rule itself.</summary>
    public required Func<Rule, string> SaltOf { get; init; }

    /// <summary>Makes the types of fields for a query, which may add to them.</summary>
    public Func<FieldTypes> CreateTypes { get; init; } = () => new(new(), isStrict: false);

    /// <summary>The tables of <c>LOOKUP JOIN</c> and <c>ENRICH</c> by name.</summary>
    public IReadOnlyDictionary<string, LookupTable> Lookups { get; init; } = new Dictionary<string, LookupTable>();

    /// <summary>Everything that is wrong, a line each.</summary>
    public IEnumerable<string> Errors() =>
        Faults.Concat(
            Diagnostics
                .Where(d => d.IsError)
                .Select(d => $"{d.Source.Name}:{d.Position.Line}: {d.Descriptor.Code}: {d.Message}")
        );
}

/// <summary>A rule and what became of it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Fate">What became of it.</param>
internal sealed record ServedRule(Rule Rule, ServedFate Fate);

/// <summary>What becomes of a rule.</summary>
internal enum ServedFate
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It needs what is not there.</summary>
    PassedOver,

    /// <summary>It has an error and does not run.</summary>
    Wrong,

    /// <summary>It is switched off.</summary>
    Disabled,
}
