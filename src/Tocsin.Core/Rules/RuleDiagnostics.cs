using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Rules;

/// <summary>What can be wrong with rule files and what they say. The syntax of the files is in <see cref="Tree.TreeDiagnostics"/>.</summary>
internal static class RuleDiagnostics
{
    public static readonly DiagnosticDescriptor CannotOpen = new(
        "TOC4001",
        Severity.Error,
        "`{0}` cannot be opened: {1}"
    );

    public static readonly DiagnosticDescriptor NoRules = new("TOC4002", Severity.Error, "there are no rules in `{0}`");

    public static readonly DiagnosticDescriptor NoRuleTable = new(
        "TOC4003",
        Severity.Error,
        "the file has no `[rule]` table"
    );

    /// <summary>A file found in a folder, or a line of NDJSON, that is something else.</summary>
    public static readonly DiagnosticDescriptor NotARule = new(
        "TOC4004",
        Severity.Warning,
        "this is neither a rule nor a part of a rule export; it is passed over"
    );

    public static readonly DiagnosticDescriptor MissingField = new("TOC4005", Severity.Error, "`{0}` is missing");

    public static readonly DiagnosticDescriptor WrongType = new(
        "TOC4006",
        Severity.Error,
        "`{0}` must be {1}, not {2}"
    );

    public static readonly DiagnosticDescriptor UnknownField = new("TOC4007", Severity.Warning, "unknown field `{0}`");

    public static readonly DiagnosticDescriptor BadChoice = new(
        "TOC4008",
        Severity.Error,
        "`{1}` is not a value of `{0}`"
    );

    public static readonly DiagnosticDescriptor OutOfRange = new("TOC4009", Severity.Error, "`{0}` must be {1}");

    public static readonly DiagnosticDescriptor BadDuration = new("TOC4010", Severity.Error, "`{0}` is no duration");

    public static readonly DiagnosticDescriptor BadDateMath = new(
        "TOC4011",
        Severity.Error,
        "`{0}` is no time relative to `now`"
    );

    /// <summary>D1: time that no run sees.</summary>
    public static readonly DiagnosticDescriptor UnseenTime = new(
        "TOC4012",
        Severity.Warning,
        "each run looks back {0}, but runs are {1} apart: the time between is never seen"
    );

    public static readonly DiagnosticDescriptor EmptyWindow = new(
        "TOC4013",
        Severity.Error,
        "`from` does not lie before `to`"
    );

    /// <summary>D2.</summary>
    public static readonly DiagnosticDescriptor ShortHistory = new(
        "TOC4014",
        Severity.Error,
        "`history_window_start` does not lie before `from`"
    );

    public static readonly DiagnosticDescriptor DuplicateRuleId = new(
        "TOC4015",
        Severity.Warning,
        "the `rule_id` `{0}` is also that of the rule in `{1}`"
    );

    public static readonly DiagnosticDescriptor NoEffect = new(
        "TOC4016",
        Severity.Warning,
        "`{0}` has no effect in a rule of the type `{1}`"
    );

    public static readonly DiagnosticDescriptor EmptyText = new("TOC4017", Severity.Error, "`{0}` is empty");

    public static readonly DiagnosticDescriptor GroupedCardinality = new(
        "TOC4018",
        Severity.Error,
        "`{0}` is both a field to group by and the field whose values are counted"
    );

    public static readonly DiagnosticDescriptor OnlyNegated = new(
        "TOC4019",
        Severity.Error,
        "all entries of this group are negated"
    );

    public static readonly DiagnosticDescriptor ContradictingEntries = new(
        "TOC4020",
        Severity.Error,
        "`{0}` must equal and must not equal `{1}` in one group"
    );

    public static readonly DiagnosticDescriptor DataView = new(
        "TOC4021",
        Severity.Warning,
        "data views are not known here; the default index patterns are used"
    );

    public static readonly DiagnosticDescriptor OneOfTwo = new(
        "TOC4022",
        Severity.Warning,
        "`{0}` and `{1}` belong together, and only one is there"
    );

    /// <summary>An item of an exception list that cannot be applied.</summary>
    public static readonly DiagnosticDescriptor BadException = new(
        "TOC4024",
        Severity.Error,
        "this exception cannot be applied: {0}"
    );

    public static readonly DiagnosticDescriptor MatchesEverything = new(
        "TOC4023",
        Severity.Warning,
        "the rule has neither a query nor filters: it matches every event"
    );

    /// <summary>Importing would lose what a folder holds.</summary>
    public static readonly DiagnosticDescriptor Conflict = new(
        "TOC4025",
        Severity.Error,
        "`{0}` is not written: `{1}` holds another version"
    );

    /// <summary>Two versions of a rule among the files of one import.</summary>
    public static readonly DiagnosticDescriptor ImportedTwice = new(
        "TOC4026",
        Severity.Error,
        "`{0}` is not written: another version was already imported from `{1}`"
    );
}
