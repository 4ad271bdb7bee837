using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Languages.Patterns;

public sealed class ExtractorTests
{
    private const string StringPattern = "\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\]|\\\\.)*\"";

    [Fact]
    public void TheConformanceCasesOfASingleTextAgree()
    {
        var form = new Regex(
            $@"\Arow\s+(?<name>\w+)\s*=\s*(?<text>{StringPattern})\s*\|\s*(?<command>grok|dissect)\s+\k<name>\s+"
                + $@"(?<pattern>{StringPattern})(?:\s*,\s*(?<pattern>{StringPattern}))*"
                + $@"(?:\s+append_separator\s*=\s*(?<separator>{StringPattern}))?\s*(?:\||\z)",
            RegexOptions.IgnoreCase | RegexOptions.Singleline
        );
        var compared = 0;
        foreach (var line in File.ReadLines(SharedData.Require("conformance/esql/grok_dissect.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var test = document.RootElement;
            var match = form.Match(test.GetProperty("query").GetString()!);
            if (!match.Success || !test.TryGetProperty("rows", out var rows) || rows.GetArrayLength() != 1)
                continue;
            var id = test.GetProperty("id").GetString();
            var patterns = match.Groups["pattern"].Captures.Select(c => Unquote(c.Value)).ToList();
            ColumnExtractor? extractor;
            PatternError? error;
            if (match.Groups["command"].Value.Equals("grok", StringComparison.OrdinalIgnoreCase))
                extractor = GrokPattern.Parse(patterns, out error);
            else
            {
                var separator = match.Groups["separator"].Success ? Unquote(match.Groups["separator"].Value) : "";
                extractor = DissectPattern.Parse(patterns[0], separator, out error);
            }

            Assert.True(extractor is not null, $"{id}: {error?.Message}");
            var results = new Value[extractor.Columns.Count];
            extractor.Extract(Value.FromText(Unquote(match.Groups["text"].Value)), results, out _);
            var columns = test.GetProperty("columns").EnumerateArray().ToList();
            for (var i = 0; i < columns.Count; i++)
            {
                var name = columns[i].GetProperty("name").GetString();
                var own = extractor.Columns.ToList().FindIndex(c => c.Name == name);
                if (own < 0)
                    continue;
                Assert.Equal(columns[i].GetProperty("type").GetString(), extractor.Columns[own].Type.ToName());
                Assert.True(
                    Text(rows[0][i]) == ValueText.Format(results[own]),
                    $"{id}: {name} is {ValueText.Format(results[own])}, not {Text(rows[0][i])}"
                );
                compared++;
            }
        }

        Assert.True(compared >= 40, $"only {compared} cells were compared");
    }

    [Theory]
    [InlineData("%{a} %{b}", "foo bar", "a=foo|b=bar")]
    [InlineData("%{a} %{b}", "foo bar baz", "a=foo|b=bar baz")]
    [InlineData("%{a} %{b} ", "foo bar baz", "a=foo|b=bar")]
    [InlineData("%{a},%{b}", "1,", "a=1|b=")]
    [InlineData("%{a},%{b}", ",x", "a=|b=x")]
    [InlineData("%{a},%{b},%{c}", "1,,3", "a=1|b=|c=3")]
    [InlineData("%{a},%{b};%{c}", "1,,3", "a=1|b=|c=3")]
    [InlineData("%{a},%{b};%{c}", "1,2,3", "")]
    [InlineData("%{a->},%{b}", "1,,,3", "a=1|b=3")]
    [InlineData("%{->} %{b}", "x   y", "b=y")]
    [InlineData("%{a},%{?b},%{c}", "1,2,3", "a=1|c=3")]
    [InlineData("[%{a}]", "[x] rest", "a=x")]
    [InlineData("[%{a}]", "x]", "")]
    [InlineData("x%{a}", "x", "")]
    [InlineData("x%{a}", "xy", "a=y")]
    [InlineData("%{a}é%{b}", "1é2", "a=1|b=2")]
    [InlineData("%{{?x} %{b}", "1 2", "{?x=1|b=2")]
    [InlineData("%{a} %{+a}", "1 2", "a=1-2")]
    [InlineData("%{+a/2} %{+a/1} %{x}", "1 2 3", "a=2-1|x=3")]
    [InlineData("%{a/2} %{b}", "1 2", "a/2=1|b=2")]
    [InlineData("%{a} %{a}", "1 2", "a=2")]
    [InlineData("%{b.c} %{@a}", "1 2", "b.c=1|@a=2")]
    public void DissectCutsAtDelimiters(string pattern, string text, string expected)
    {
        var extractor = DissectPattern.Parse(pattern, "-", out var error);
        Assert.True(extractor is not null, error?.Message);
        Assert.Equal(expected, Run(extractor, text));
    }

    [Theory]
    [InlineData("no key", 0)]
    [InlineData("%{} %{?a}", 0)]
    [InlineData("x %{a", 2)]
    [InlineData("%{a} %{*b}", 5)]
    [InlineData("%{&a}", 0)]
    [InlineData("%{+}", 0)]
    public void WhatIsNoDissectPatternIsReported(string pattern, int offset)
    {
        Assert.Null(DissectPattern.Parse(pattern, "", out var error));
        Assert.Equal(offset, error!.Offset);
    }

    [Theory]
    [InlineData("%{INT:n:int}", "x -007 y", "n=-7")]
    [InlineData("%{INT:n:long}", "9999999999", "n=9999999999")]
    [InlineData("%{INT:n:int}", "9999999999", "n=null")]
    [InlineData("%{NUMBER:n:double} %{WORD:b:boolean}", "1.5 TRUE", "b=true|n=1.5")]
    [InlineData("(?<b.c>x)(?<a>y)", "axyb", "a=y|b.c=x")]
    [InlineData("(?<n:int>[0-9]+)", "a12", "n=12")]
    [InlineData("(?'n'[0-9]+)", "a12", "n=12")]
    [InlineData("(a)(?<n>b)(c)", "abc", "n=b")]
    [InlineData("(?<n>a)|(?<m>b)", "b", "m=b|n=null")]
    [InlineData("(?:(?<n>.),?)+", "a,b,c", "n=c")]
    [InlineData("^(?<n>b)$", "a\nb\nc", "n=b")]
    [InlineData("a(?<n>.)b", "a\nb", "")]
    [InlineData("(?m)a(?<n>.)b", "a\nb", "n=\n")]
    [InlineData("a(?i)b|(?<n>C)", "ac", "n=c")]
    [InlineData("a(?i)b|(?<n>C)", "c", "")]
    [InlineData("(?i:(?<n>É))", "é", "n=é")]
    [InlineData("(?x) (?<n> a b ) # comment", "ab", "n=ab")]
    [InlineData(@"(?<n>\h+)", "xyz fe", "n=fe")]
    [InlineData(@"(?<n>[[:digit:]a-c&&[^0b]]+)", "0b1ac", "n=1ac")]
    [InlineData(@"(?<n>a{2}?)x", "x", "n=")]
    [InlineData(@"(?<n>a{,2})x", "aaax", "n=aa")]
    [InlineData(@"(?<n>a++)a?", "aaa", "n=aaa")]
    [InlineData(@"(?<n>a+*)", "aa", "n=aa")]
    [InlineData(@"(?<n>{x})", "{x}", "n={x}")]
    [InlineData(@"(?<n>\w+)", "日本🔥", "n=日本")]
    [InlineData(@"(?<n>.)$", "a🔥", "n=🔥")]
    [InlineData(@"(?<q>['""])(?<n>.*?)\k<q>", "x 'a\"b' y", "n=a\"b|q='")]
    [InlineData("%{IP:ip}", "at ::ffff:10.1.2.3 now", "ip=::ffff:10.1.2.3")]
    [InlineData("%{IP:ip}", "at 2001:db8::ff00:42:8329 now", "ip=2001:db8::ff00:42:8329")]
    [InlineData("%{IP:ip}", "at 1:2:3:4:5:6:7:8", "ip=1:2:3:4:5:6:7:8")]
    [InlineData("%{IP:ip}", "at fe80::1%eth0 now", "ip=fe80::1%eth0")]
    [InlineData("%{IP:ip}", "256.1.1.1000 10.0.0.1", "ip=10.0.0.1")]
    [InlineData("%{IPORHOST:h}", "from node-1.example.com:80", "h=from")]
    [InlineData("%{HOSTPORT:h}", "from node-1.example.com:80", "h=node-1.example.com:80")]
    [InlineData("%{URIHOST:h}/", "http://[x] a.b:8080/", "h=a.b:8080|port=8080")]
    [InlineData("%{MAC:m}", "00-1A-2B-3C-4D-5E", "m=00-1A-2B-3C-4D-5E")]
    [InlineData("%{QS:q}", "say \"a \\\" b\" x", "q=\"a \\\" b\"")]
    [InlineData("%{TIMESTAMP_ISO8601:t}", "at 2024-05-01T10:00:05.123+02:00 x", "t=2024-05-01T10:00:05.123+02:00")]
    [InlineData(
        "%{SYSLOGBASE} %{GREEDYDATA:m}",
        "May  1 10:00:05 host-1 sshd[42]: hello",
        "facility=null|logsource=host-1|m=hello|pid=42|priority=null|program=sshd|timestamp=May  1 10:00:05"
    )]
    [InlineData("%{HTTPDATE:d}", "[01/May/2024:10:00:05 +0200]", "d=01/May/2024:10:00:05 +0200")]
    [InlineData("%{UNIXPATH:p}", "cat /etc/passwd now", "p=/etc/passwd")]
    [InlineData("%{WINPATH:p}", @"run C:\Windows\x.exe", @"p=C:\Windows\x.exe")]
    [InlineData("%{UUID:u}", "id 123e4567-e89b-12d3-a456-426614174000.", "u=123e4567-e89b-12d3-a456-426614174000")]
    [InlineData(
        "%{LOGLEVEL:l} %{DATESTAMP_RFC822:d}",
        "WARN Wed May 01 2024 10:00:05 UTC",
        "d=Wed May 01 2024 10:00:05 UTC|l=WARN"
    )]
    [InlineData("%{URI:u}", "see https://u:p@h.example:8/a/b?c=d#e now", "port=8|u=https://u:p@h.example:8/a/b?c=d#e")]
    public void GrokFillsColumnsInTheOrderOfTheirNames(string pattern, string text, string expected)
    {
        var extractor = GrokPattern.Parse([pattern], out var error);
        Assert.True(extractor is not null, error?.Message);
        Assert.Equal(expected, Run(extractor, text));
    }

    [Theory]
    [InlineData("%{NOSUCH}", 0)]
    [InlineData("a %{WROD:x}", 2)]
    [InlineData("%{WORD:x:date}", 0)]
    [InlineData("%{WORD:x} %{INT:x:int}", 10)]
    [InlineData("(a", 0)]
    [InlineData("a)", 1)]
    [InlineData("[a", 0)]
    [InlineData("*", 0)]
    [InlineData(@"(a)\1", 3)]
    [InlineData(@"\g<a>", 0)]
    [InlineData(@"\k<a>", 0)]
    [InlineData("(?~a)", 0)]
    [InlineData("a{3,2}", 1)]
    [InlineData("[b-a]", 1)]
    public void WhatIsNoGrokPatternIsReported(string pattern, int offset)
    {
        Assert.Null(GrokPattern.Parse(["x", pattern], out var error));
        Assert.Equal((offset, 1), (error!.Offset, error.PatternIndex));
    }

    [Fact]
    public void ANearNameOfAPatternIsOffered()
    {
        GrokPattern.Parse(["%{IPORHSOT}"], out var error);
        Assert.Contains("IPORHOST", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameColumnOfTwoPatternsNeedsOneType()
    {
        Assert.Null(GrokPattern.Parse(["%{INT:n:int}", "%{WORD:n}"], out _));
        var extractor = GrokPattern.Parse(["A %{INT:n:int}", "B %{INT:n:int} %{WORD:w}"], out _)!;
        Assert.Equal("n=2|w=x", Run(extractor, "B 2 x"));
        Assert.Equal("n=1|w=null", Run(extractor, "A 1"));
    }

    [Fact]
    public void EveryLibraryPatternTranslates()
    {
        foreach (var name in Core.Languages.Patterns.Grok.GrokLibrary.Names)
        {
            var extractor = GrokPattern.Parse([$"%{{{name}:x}}"], out var error);
            Assert.True(extractor is not null, $"{name}: {error?.Message}");
            Run(extractor, "some 🔥 text of 2024-05-01 10.0.0.1 /x?y");
        }
    }

    [Fact]
    public void AConversionThatFailsIsReported()
    {
        var extractor = GrokPattern.Parse(["%{WORD:n:int}"], out _)!;
        var results = new Value[1];
        Assert.True(extractor.Match("abc"u8, results, out var failure));
        Assert.True(results[0].IsNull);
        Assert.Equal("java.lang.NumberFormatException", failure!.JavaClass);
    }

    [Fact]
    public void AHostileTextIsGivenUp()
    {
        var extractor = GrokPattern.Parse(["^(?<n>(?:a|aa)+)$"], out _)!;
        var results = new Value[1];
        Assert.False(extractor.Match(Encoding.UTF8.GetBytes(new string('a', 200) + "b"), results, out var failure));
        Assert.NotNull(failure);
        Assert.True(results[0].IsNull);
    }

    [Fact]
    public void ValuesOfACellAreMatchedEachByItself()
    {
        var extractor = DissectPattern.Parse("%{a} %{b}", "", out _)!;
        var input = Value.FromMany([Value.FromText("1 2"), Value.FromText("x"), Value.FromText("3 4")]);
        var results = new Value[2];
        Assert.True(extractor.Extract(input, results, out _));
        Assert.Equal("[1, 3] [2, 4]", string.Join(' ', results.Select(r => ValueText.Format(r))));
        Assert.False(extractor.Extract(Value.Null, results, out _));
        Assert.All(results, r => Assert.True(r.IsNull));
    }

    private static string Run(ColumnExtractor extractor, string text)
    {
        var results = new Value[extractor.Columns.Count];
        if (!extractor.Match(Encoding.UTF8.GetBytes(text), results, out _))
            return "";
        return string.Join('|', extractor.Columns.Zip(results, (c, r) => $"{c.Name}={ValueText.Format(r)}"));
    }

    private static string Unquote(string literal) =>
        literal.StartsWith("\"\"\"", StringComparison.Ordinal)
            ? literal[3..^3]
            : Regex.Replace(
                literal[1..^1],
                @"\\(.)",
                m =>
                    m.Groups[1].Value switch
                    {
                        "n" => "\n",
                        "t" => "\t",
                        "r" => "\r",
                        var other => other,
                    }
            );

    private static string Text(JsonElement cell) =>
        cell.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.Array => $"[{string.Join(", ", cell.EnumerateArray().Select(Text))}]",
            JsonValueKind.String => cell.GetString()!,
            JsonValueKind.Number when cell.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
            JsonValueKind.Number => ValueText.FormatDouble(cell.GetDouble()),
            _ => cell.GetBoolean() ? "true" : "false",
        };
}
