namespace Tocsin.Cli.Tests;

/// <summary>Two rules of our own for the tests: one for single events, one that counts.</summary>
internal static class SampleRules
{
    public const string ShellId = "11111111-0000-4000-8000-000000000001";

    public const string CountId = "11111111-0000-4000-8000-000000000002";

    /// <summary>Writes them into <c>rules/</c>.</summary>
    public static void WriteTo(TocsinProcess tocsin)
    {
        tocsin.Write(
            "rules/shell.toml",
            "[rule]",
            "name = \"Shell started\"",
            "description = \"A shell.\"",
            "risk_score = 73",
            "severity = \"high\"",
            $"rule_id = \"{ShellId}\"",
            "type = \"eql\"",
            "language = \"eql\"",
            "index = [\"events*\"]",
            "query = '''",
            "process where process.name in (\"sh\", \"bash\")",
            "'''",
            "[[rule.threat]]",
            "framework = \"MITRE ATT&CK\"",
            "[rule.threat.tactic]",
            "id = \"TA0002\"",
            "name = \"Execution\"",
            "reference = \"https://attack.mitre.org/tactics/TA0002/\""
        );
        tocsin.Write(
            "rules/count.toml",
            "[rule]",
            "name = \"Many processes\"",
            "description = \"Many.\"",
            "risk_score = 47",
            "severity = \"medium\"",
            $"rule_id = \"{CountId}\"",
            "type = \"esql\"",
            "language = \"esql\"",
            "query = '''",
            "from events* | stats Esql.n = count(*) by host.name | where Esql.n >= 3",
            "'''",
            "[[rule.threat]]",
            "framework = \"MITRE ATT&CK\"",
            "[rule.threat.tactic]",
            "id = \"TA0007\"",
            "name = \"Discovery\"",
            "reference = \"https://attack.mitre.org/tactics/TA0007/\""
        );
    }

    /// <summary>A process event.</summary>
    public static string Event(int second, string process, string host = "node-1") =>
        $$$"""{"@timestamp":"2026-03-01T10:00:{{{second:00}}}Z","event":{"category":"process","kind":"event"},"process":{"name":"{{{process}}}"},"host":{"name":"{{{host}}}"},"user":{"name":"root"},"n":{{{second}}}}""";
}
