using Tocsin.Core.Rules.Tree;

namespace Tocsin.Core.Rules;

/// <summary>What a line of an export is.</summary>
internal enum ExportedKind
{
    Rule,

    /// <summary>A rule in the form of the published packages: under <c>attributes</c>.</summary>
    WrappedRule,
    ExceptionList,
    ExceptionItem,
    Connector,
    Summary,
    Unknown,
}

/// <summary>Tells the lines of an export apart by their shape (detection engine specification, section 4).</summary>
internal static class ExportedKinds
{
    /// <summary>What an object is.</summary>
    public static ExportedKind Recognise(TableNode table)
    {
        var type = (table["type"] as StringNode)?.Value;
        if (type == "security-rule" && table["attributes"] is TableNode)
            return ExportedKind.WrappedRule;
        if (table["exported_count"] is not null || table["exported_rules_count"] is not null)
            return ExportedKind.Summary;
        if (table["rule_id"] is not null)
            return ExportedKind.Rule;
        if (table["entries"] is not null && (table["list_id"] is not null || table["item_id"] is not null))
            return ExportedKind.ExceptionItem;
        if (table["list_id"] is not null && type is not null)
            return ExportedKind.ExceptionList;
        if (type == "action")
            return ExportedKind.Connector;
        // A rule without an id, as the API takes it.
        var isRule = type is not null && (RuleNames.Types.TryGetValue(type, out _) || table["risk_score"] is not null);
        return isRule || (table["query"] is not null && table["name"] is not null)
            ? ExportedKind.Rule
            : ExportedKind.Unknown;
    }
}
