using System.Text.Json.Nodes;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Rules;

public sealed class TomlWriterTests
{
    [Theory]
    [InlineData(
        """{"a":"plain","b":"it's \"both\" \\ ways","c":"x\ny\n","d":"C:\\x\n'''\n","e":"\u0000\u007f\r\n\t"}"""
    )]
    [InlineData("""{"a":"ends with '","b":"\\ ends with '","c":"\\ lines\nend with '","d":"\"\"\"\n\"\"\"","e":""}""")]
    [InlineData("""{"n":1,"f":1.5,"e":1e3,"big":123456789012345678901234567890.5,"t":true,"neg":-7}""")]
    [InlineData("""{"a b":1,"":2,"a.b":{"ü":{"x":1}},"d":{}}""")]
    [InlineData("""{"l":[],"m":[1,"a",[{"x":[{"y":1}]}]],"t":[{"a":1,"b":{"c":[{"d":{}},{}]}},{}]}""")]
    [InlineData(
        """{"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","ccccccccccccccccccccc"]}"""
    )]
    public void WhatIsWrittenReadsBackEqual(string json)
    {
        var toml = TomlWriter.Write((JsonObject)JsonNode.Parse(json)!);
        var diagnostics = new DiagnosticBag();
        var read = TreeJson.ToJson(TomlFile.Parse(SourceText.From(toml, "f"), diagnostics));
        Assert.Equal(0, diagnostics.Count);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), read), $"{toml}\n{read.ToJsonString()}");
    }

    [Fact]
    public void ValuesComeBeforeTablesAndQueriesStandOnTheirOwnLines()
    {
        var file = JsonNode.Parse(
            """{"rule":{"threat":[{"tactic":{"id":"T"}}],"query":"a \"b\"\nc\n","tags":["x"]}}"""
        );
        Assert.Equal(
            "[rule]\nquery = '''\na \"b\"\nc\n'''\ntags = [\"x\"]\n\n[[rule.threat]]\n\n[rule.threat.tactic]\nid = \"T\"\n",
            TomlWriter.Write((JsonObject)file!)
        );
    }

    [Fact]
    public void CanonicalJsonSortsKeysAtEveryDepth() =>
        Assert.Equal(
            """{"a":[{"x":1,"y":"é<"}],"b":null}""",
            CanonicalJson.Write(JsonNode.Parse("""{"b":null,"a":[{"y":"é<","x":1}]}"""))
        );
}
