using System.Text.RegularExpressions;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Patterns;

/// <summary>Patterns of shipped rules are read without an error. They are found in the files by their operators, raw strings only.</summary>
public sealed class CorpusPatternTests
{
    [Fact]
    public void EveryPatternOfTheCorpusIsRead()
    {
        var rlike = new Regex("\\bRLIKE\\s+\"\"\"(?<p>.*?)\"\"\"", RegexOptions.IgnoreCase);
        var grok = new Regex("\\bGROK\\s+[\\w.`@]+\\s+\"\"\"(?<p>.*?)\"\"\"", RegexOptions.IgnoreCase);
        var replace = new Regex("\\bREPLACE\\([\\w.`@]+\\s*,\\s*\"\"\"(?<p>.*?)\"\"\"", RegexOptions.IgnoreCase);
        var regex = new Regex("\\bregex~?\\s+\"\"\"(?<p>.*?)\"\"\"");
        var problems = new List<string>();
        var counts = new int[4];
        foreach (
            var file in Directory.EnumerateFiles(
                SharedData.Require("corpus/elastic-rules"),
                "*.toml",
                SearchOption.AllDirectories
            )
        )
        {
            var text = File.ReadAllText(file);
            counts[0] += Check(rlike, p => Report(LuceneRegex.Parse(p, LuceneDialect.Rlike, false, out var e), e));
            counts[1] += Check(grok, p => Report(GrokPattern.Parse([p], out var e), e));
            counts[2] += Check(replace, p => Report(JavaRegex.Parse(p, out var e), e));
            counts[3] += Check(regex, p => Report(LuceneRegex.Parse(p, LuceneDialect.Eql, false, out var e), e));

            int Check(Regex finder, Func<string, string?> read)
            {
                var matches = finder.Matches(text);
                foreach (Match match in matches)
                {
                    var pattern = match.Groups["p"].Value;
                    if (read(pattern) is { } problem)
                        problems.Add($"{Path.GetFileName(file)}: `{pattern}`: {problem}");
                }

                return matches.Count;
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(counts.All(c => c > 0), $"found {string.Join(", ", counts)}");
    }

    private static string? Report(object? parsed, PatternError? error) => parsed is null ? error!.Message : null;
}
