using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;

namespace Tocsin.Core.Tests.Engine.Index;

/// <summary>What is known of the events of a query: the necessary, never more.</summary>
public class ClauseTests
{
    [Theory]
    [InlineData(
        "eql",
        "process where process.name == \"Nc\"",
        "`process.name` is \"nc\"|`event.category` is \"process\""
    )]
    [InlineData(
        "eql",
        "any where process.name : (\"a.exe\", \"b*tool\")",
        "`process.name` is \"a.exe\", or `process.name` ends with \"tool\""
    )]
    [InlineData(
        "eql",
        "any where process.args : \"*--Secret*\" or file.name == \"x\"",
        "`process.args` holds \"--secret\", or `file.name` is \"x\""
    )]
    [InlineData("eql", "any where file.name != \"x\"", "")]
    [InlineData("eql", "any where file.name != null", "`file.name` has a value")]
    [InlineData(
        "eql",
        "any where not (file.name == null or user.id != \"0\")",
        "`user.id` is \"0\"|`file.name` has a value"
    )]
    [InlineData("eql", "any where destination.port == 22", "`destination.port` is 22")]
    [InlineData("eql", "any where destination.port > 22", "`destination.port` has a value")]
    [InlineData("eql", "any where length(file.name) > 3", "`file.name` has a value")]
    [InlineData("eql", "any where process.name == \"a\" or true", "")]
    [InlineData("eql", "any where file.name : \"*a*\"", "`file.name` has a value")]
    [InlineData(
        "eql",
        "sequence by host.id [any where file.name == \"a\"] [any where process.name == \"b\"]",
        "`file.name` is \"a\", or `process.name` is \"b\""
    )]
    [InlineData("eql", "sequence by host.id [any where file.name == \"a\"] [any where true]", "")]
    [InlineData(
        "kuery",
        "process.name:(cmd.exe or *shell.exe) and not user.name:root",
        "`process.name` is \"cmd.exe\", or `process.name` ends with \"shell.exe\""
    )]
    [InlineData("kuery", "not process.name:a", "")]
    [InlineData("kuery", "process.name:*", "`process.name` has a value")]
    [InlineData(
        "esql",
        "from logs-* metadata _id, _index, _version | where process.name != \"a\"",
        "`process.name` has a value"
    )]
    [InlineData(
        "esql",
        "from logs-* metadata _id, _index, _version | where to_lower(process.name) in (\"a\", \"b\")",
        "`process.name` is \"a\", or `process.name` is \"b\", or `process.name` is not all ASCII"
    )]
    [InlineData(
        "esql",
        "from logs-* metadata _id, _index, _version | where process.name like \"*curl\" and process.args_count > 2",
        "`process.name` ends with \"curl\"|`process.args_count` has a value"
    )]
    [InlineData(
        "esql",
        "from logs-* metadata _id, _index, _version | eval p = to_lower(file.path) | where starts_with(p, \"/tmp/\") | keep p",
        "`file.path` begins with \"/tmp/\", or `file.path` is not all ASCII"
    )]
    [InlineData("esql", "from logs-* | stats c = count() by user.name | where c > 2", "")]
    [InlineData(
        "esql",
        "from logs-* | where file.name is not null and file.name rlike \".*passwd.*\" | stats c = count() by user.name | where c > 2",
        "`file.name` holds \"passwd\""
    )]
    public void SaysWhatMustHold(string language, string query, string expected)
    {
        var description = Describe(language, query);

        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries),
            description.Clauses.Take(expected.Count(c => c == '|') + 1)
        );
    }

    [Fact]
    public void AConditionThatCannotHoldIsAskedOfNoEvent() =>
        Assert.True(Describe("eql", "any where process.name == \"a\" and 1 == 2").IsNever);

    [Fact]
    public void AQueryOfManyColumnsIsLookedAtInBoundedTime()
    {
        var steps = Enumerable.Range(1, 60).Select(i => $"| eval c{i} = c{i - 1} and c{i - 1}");
        var query =
            "from logs-* metadata _id, _index, _version | eval c0 = file.name == \"a\" "
            + string.Join(' ', steps)
            + " | where c60";

        Assert.NotNull(Describe("esql", query));
    }

    private static PlanDescription Describe(string language, string query)
    {
        var toml = $"""
            [rule]
            rule_id = "7c6c1d1e-0000-4000-8000-000000000001"
            name = "n"
            description = "d"
            severity = "low"
            risk_score = 1
            type = "{(language == "kuery" ? "query" : language)}"
            language = "{language}"
            {(language == "esql" ? "" : "index = [\"logs-*\"]")}
            query = '''
            {query}
            '''
            """;
        var loaded = new LoadedRules();
        var diagnostics = new DiagnosticBag();
        new RuleLoader(loaded, diagnostics).LoadToml(System.Text.Encoding.UTF8.GetBytes(toml), "rule.toml");
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), [], TreePipeline.Default);
        var plan = loaded.Rules.Count == 1 ? compiler.Compile(loaded.Rules[0], diagnostics) : null;
        Assert.Empty(diagnostics.ToSortedArray().Where(d => d.IsError).Select(DiagnosticRenderer.Render));
        return PlanDescription.Of(plan!);
    }
}
