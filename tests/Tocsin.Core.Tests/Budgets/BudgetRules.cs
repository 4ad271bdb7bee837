using Tocsin.Core.Rules;

namespace Tocsin.Core.Tests.Budgets;

/// <summary>The rules whose cost is counted.</summary>
internal static class BudgetRules
{
    /// <summary>The built-in pack.</summary>
    public static IReadOnlyList<(string Name, string Text)> BuiltIn { get; } = BuiltInRules.ReadAll();

    /// <summary>The two rules of the pack that the comparison runs: an aggregation and a condition.</summary>
    public static IEnumerable<(string Name, string Text)> Two =>
        BuiltIn.Where(f =>
            f.Name is "discovery_permission_enumeration.toml" or "execution_interactive_api_request_from_container.toml"
        );

    /// <summary>The aggregation alone.</summary>
    public static IEnumerable<(string Name, string Text)> Aggregation =>
        BuiltIn.Where(f => f.Name == "discovery_permission_enumeration.toml");

    /// <summary>Exact values, a prefix, a negation.</summary>
    public static readonly (string Name, string Text)[] Kql =
    [
        Rule(
            "kql",
            "query",
            "kuery",
            "kubernetes.audit.verb : (create or patch) and kubernetes.audit.objectRef.resource : (pods or secrets) and not kubernetes.audit.user.username : system\\:node\\:*"
        ),
        Rule(
            "kql-process",
            "query",
            "kuery",
            "process.name : (sh or bash) and process.args : *.conf and container.id : *"
        ),
    ];

    /// <summary>Lists, wildcards, functions, a comparison of two fields.</summary>
    public static readonly (string Name, string Text)[] Eql =
    [
        Rule(
            "eql",
            "eql",
            "eql",
            """process where event.type == "start" and process.name : ("sh", "bash*", "*cat") and process.args : ("*token*", "/etc/*") and not process.executable : "/opt/*" """
        ),
        Rule(
            "eql-functions",
            "eql",
            "eql",
            """any where stringContains(process.executable, process.name) and length(process.args) > 2 and not endsWith(container.image.name, "java")"""
        ),
    ];

    /// <summary>The conditions before an aggregation.</summary>
    public static readonly (string Name, string Text)[] Esql =
    [
        Rule(
            "esql",
            "esql",
            "esql",
            """FROM logs-* | WHERE kubernetes.audit.verb IN ("get", "list") AND NOT kubernetes.audit.user.username LIKE "system:node:*" AND kubernetes.audit.responseStatus.code < 300 | STATS n = COUNT(*) BY kubernetes.audit.user.username | WHERE n > 100000"""
        ),
    ];

    /// <summary>A shell, then something that it starts.</summary>
    public static readonly (string Name, string Text)[] Sequence =
    [
        Rule(
            "sequence",
            "eql",
            "eql",
            """sequence by container.id with maxspan=1m [process where process.name == "sh"] [process where process.name == "cat" and process.args : "/etc/shadow"]"""
        ),
    ];

    /// <summary>Raises an alert on each event.</summary>
    public static readonly (string Name, string Text)[] EveryEvent =
    [
        Rule("every-event", "query", "kuery", "event.dataset : *"),
    ];

    private static (string Name, string Text) Rule(string name, string type, string language, string query) =>
        (
            name + ".toml",
            $"""
            [rule]
            author = ["Test"]
            description = "A rule whose cost is counted."
            {(type == "esql" ? "" : "index = [\"logs-*\"]")}
            language = "{language}"
            license = "Apache-2.0"
            name = "{name}"
            risk_score = 21
            rule_id = "{name}"
            severity = "low"
            type = "{type}"
            query = '''
            {query}
            '''
            """
        );
}
