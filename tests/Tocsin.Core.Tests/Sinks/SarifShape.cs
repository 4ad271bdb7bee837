using System.Text.Json;

namespace Tocsin.Core.Tests.Sinks;

/// <summary>What the schema of SARIF 2.1.0 asks of the objects that a report has: members, their kinds, values.</summary>
/// <remarks>The schema allows no other members outside property bags, so a slip in a name is found too.</remarks>
internal static class SarifShape
{
    private static readonly string[] Levels = ["none", "note", "warning", "error"];

    private static readonly string[] Kinds = ["notApplicable", "pass", "fail", "review", "open", "informational"];

    /// <summary>Fails where a log is not what the schema allows.</summary>
    public static void Check(JsonElement log)
    {
        Members(log, "version runs", "$schema inlineExternalProperties properties");
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Uri(log.GetProperty("$schema"), UriKind.Absolute);
        foreach (var run in log.GetProperty("runs").EnumerateArray())
            CheckRun(run);
    }

    private static void CheckRun(JsonElement run)
    {
        Members(run, "tool", "results columnKind artifacts invocations properties");
        Assert.Contains(run.GetProperty("columnKind").GetString(), (string[])["utf16CodeUnits", "unicodeCodePoints"]);
        Members(run.GetProperty("tool"), "driver", "extensions properties");
        var driver = run.GetProperty("tool").GetProperty("driver");
        Members(driver, "name", "version semanticVersion informationUri rules properties");
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();
        rules.ForEach(CheckRule);
        Assert.Distinct(rules.Select(r => r.GetProperty("id").GetString()));
        foreach (var result in run.GetProperty("results").EnumerateArray())
            CheckResult(result, rules);
    }

    private static void CheckRule(JsonElement rule)
    {
        Members(
            rule,
            "id",
            "name shortDescription fullDescription help helpUri defaultConfiguration relationships properties"
        );
        foreach (var text in (string[])["shortDescription", "fullDescription", "help"])
        {
            Members(rule.GetProperty(text), "text", "markdown properties");
            NotEmpty(rule.GetProperty(text).GetProperty("text"));
        }

        if (rule.TryGetProperty("helpUri", out var help))
            Uri(help, UriKind.Absolute);
        Members(rule.GetProperty("defaultConfiguration"), "", "enabled level rank parameters properties");
        Assert.Contains(rule.GetProperty("defaultConfiguration").GetProperty("level").GetString(), Levels);
        Assert.Distinct(rule.GetProperty("properties").GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
    }

    private static void CheckResult(JsonElement result, List<JsonElement> rules)
    {
        Members(
            result,
            "message",
            "ruleId ruleIndex kind level rank locations partialFingerprints fingerprints occurrenceCount properties"
        );
        Members(result.GetProperty("message"), "text", "markdown id arguments properties");
        NotEmpty(result.GetProperty("message").GetProperty("text"));
        // 3.27.5, 3.27.6: the two name the same rule.
        var rule = rules[result.GetProperty("ruleIndex").GetInt32()];
        Assert.Equal(rule.GetProperty("id").GetString(), result.GetProperty("ruleId").GetString());
        var level = result.GetProperty("level").GetString();
        Assert.Contains(level, Levels);
        var kind = result.TryGetProperty("kind", out var written) ? written.GetString() : "fail";
        Assert.Contains(kind, Kinds);
        // 3.27.10: whatever is no failure has no level.
        Assert.Equal(kind != "fail", level == "none");
        Assert.InRange(result.GetProperty("rank").GetDouble(), -1, 100);
        Assert.True(result.GetProperty("occurrenceCount").GetInt64() >= 1);
        Assert.All(
            result.GetProperty("partialFingerprints").EnumerateObject(),
            f => Assert.Equal(JsonValueKind.String, f.Value.ValueKind)
        );
        foreach (var location in result.GetProperty("locations").EnumerateArray())
            CheckLocation(location);
    }

    private static void CheckLocation(JsonElement location)
    {
        Members(location, "", "id physicalLocation logicalLocations message properties");
        foreach (var logical in location.GetProperty("logicalLocations").EnumerateArray())
        {
            Members(logical, "", "name fullyQualifiedName decoratedName kind index parentIndex properties");
            NotEmpty(logical.GetProperty("fullyQualifiedName"));
        }

        if (!location.TryGetProperty("physicalLocation", out var physical))
            return;
        Members(physical, "artifactLocation", "region contextRegion address properties");
        Members(physical.GetProperty("artifactLocation"), "", "uri uriBaseId index description properties");
        Uri(physical.GetProperty("artifactLocation").GetProperty("uri"), UriKind.RelativeOrAbsolute);
        if (!physical.TryGetProperty("region", out var region))
            return;
        Members(region, "", "startLine startColumn charOffset byteOffset byteLength properties");
        Assert.True(region.GetProperty("byteOffset").GetInt64() >= 0);
    }

    private static void Members(JsonElement element, string required, string optional)
    {
        Assert.Equal(JsonValueKind.Object, element.ValueKind);
        var names = element.EnumerateObject().Select(p => p.Name).ToList();
        Assert.Distinct(names);
        var needed = required.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Subset(names.ToHashSet(), needed.ToHashSet());
        Assert.Subset(needed.Concat(optional.Split(' ')).ToHashSet(), names.ToHashSet());
    }

    private static void NotEmpty(JsonElement text) => Assert.NotEqual("", text.GetString());

    private static void Uri(JsonElement text, UriKind kind)
    {
        var written = text.GetString()!;
        Assert.True(System.Uri.IsWellFormedUriString(written, kind), written);
    }
}
