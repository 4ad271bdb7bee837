using System.Buffers;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Tests.Sources;

/// <summary>What is copied from bytes is what a parsed document, written member by member, would give.</summary>
public class JsonTapeTests
{
    [Fact]
    public void CopiesOfRandomTextsAreThoseOfParsedDocuments()
    {
        var random = new RandomJson(20260412);
        var read = 0;
        for (var round = 0; round < 10_000; round++)
            read += Check(Encoding.UTF8.GetBytes(random.Next())) ? 1 : 0;
        Assert.InRange(read, 1000, 9999);
    }

    [Theory]
    [InlineData("""{"a":"1","b":[1,2.50,1e3,true,false,null,{"c":"d"}]}""")]
    [InlineData("""{ "a" : 1 , "b" : [ 1 , 2 ] }""")]
    [InlineData("{\"a\":[1,2,],\"b\":{\"c\":1,},}")]
    [InlineData("{\"a\":1/* why */,\"b\":2}")]
    [InlineData("""{"a":1,"a":2,"a":{"a":[]}}""")]
    [InlineData("""{"a\u0062":"x","c\/d":"e\/f","g\"h":"i\"j\\k\nl"}""")]
    [InlineData("""{"é":"ü","\u00e9":"\u00fc","grin":"😀","\ud83d\ude00":"\ud83d\ude00"}""")]
    [InlineData("""{"half":"\ud83d","other":"\ude00x","low":"\u001f","del":"\u007f"}""")]
    [InlineData("{\"del\":\"\u007f\",\"space\":\"\u00a0\",\"line\":\"\u2028\"}")]
    [InlineData("""{"a":"","b":{},"c":[],"d":null,"e":[null,"",{}],"f":{"g":{"h":[]}},"i":{"j":"","k":1},"":"x"}""")]
    [InlineData("""{"a":-0.5,"b":10.25,"c":[0,-1,[],{},[[{"d":[]}]]],"e":{}}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":1.}""")]
    [InlineData("""{"a":-}""")]
    [InlineData("""{"a":1.5e3}""")]
    [InlineData("""{"a":truex}""")]
    [InlineData("""{"a":[1,]}""")]
    [InlineData("""{"a":[1}]""")]
    [InlineData("""{"a":{]}""")]
    [InlineData("""{"a":1}}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{,}""")]
    [InlineData("""{"a"}""")]
    [InlineData("""{"a":"b\x"}""")]
    [InlineData("""{"a":"b\""")]
    [InlineData("""[1,2""")]
    [InlineData("-")]
    [InlineData("12")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("")]
    [InlineData("{\"a\":")]
    public void CopiesAreThoseOfParsedDocuments(string json) => Check(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void EveryCharacterIsCopiedAsAWriterWouldWriteIt()
    {
        for (var c = ' '; c < 0x250; c++)
        {
            var text = c is '"' or '\\' ? "\\" + c : c.ToString();
            Check(Encoding.UTF8.GetBytes($$$"""{"{{{text}}}":"{{{text}}}","n":{"{{{text}}}":["{{{text}}}"]}}"""));
            Check(Encoding.UTF8.GetBytes($$"""{"\u{{(int)c:x4}}":"\u{{(int)c:x4}}"}"""));
        }
    }

    [Fact]
    public void EveryBreakOfATextIsSeen()
    {
        var json = """{"a":"x\"y","b":[1,-2.5,true,false,null,[],{}],"c":{"d":{"e":["f"]}}}"""u8.ToArray();
        foreach (var sign in "{}[]\",:\\0-.x "u8)
        {
            for (var i = 0; i < json.Length; i++)
            {
                var broken = (byte[])json.Clone();
                broken[i] = sign;
                Check(broken);
                Check(json[..i]);
            }
        }
    }

    [Fact]
    public void BrokenUtf8BecomesReplacementCharacters()
    {
        byte[] broken = [.. "{\"a\":\"x"u8, 0xff, 0xc3, .. "\"}"u8];
        using var tape = JsonDocuments.TryRead(broken)!;
        Assert.True(tape.Root.TryGetProperty("a", out var text));
        Assert.Equal("x\ufffd\ufffd", text.GetString());
    }

    [Fact]
    public void NamesAreFoundWithAndWithoutEscapes()
    {
        using var tape = JsonDocuments.TryRead("""{"a\u0062":1,"é":2,"x":3,"x":4}"""u8)!;
        Assert.True(tape.Root.TryGetProperty("ab", out var escaped));
        Assert.Equal("1", escaped.GetRawText());
        Assert.True(tape.Root.TryGetProperty("é", out var accented));
        Assert.Equal("2", accented.GetRawText());
        Assert.True(tape.Root.TryGetProperty("x", out var last));
        Assert.Equal("4", last.GetRawText());
        Assert.False(tape.Root.TryGetProperty("a\\u0062", out _));
        Assert.False(tape.Root.TryGetProperty("y", out _));
    }

    /// <summary>Compares both copies of a text; false where it is no JSON.</summary>
    private static bool Check(byte[] json)
    {
        using var document = JsonDocuments.TryParse(json);
        using var tape = JsonDocuments.TryRead(json);
        Assert.Equal(document is null, tape is null);
        if (document is null || tape is null)
            return false;
        var shown = Encoding.UTF8.GetString(json);
        Assert.Equal(Written(w => Copy(w, document.RootElement)), Written(tape.Root.WriteTo));
        var isEmpty = DocumentBuilder.IsEmpty(document.RootElement);
        Assert.True(isEmpty == tape.Root.IsEmpty, shown);
        if (!isEmpty)
            Assert.Equal(Written(w => CopyPruned(w, document.RootElement)), Written(tape.Root.WritePruned));
        return true;
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
            write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Copy(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Copy(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when value.GetRawText().Contains('\\', StringComparison.Ordinal):
                writer.WriteStringValue(value.GetString());
                break;
            default:
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }

    private static void CopyPruned(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().Where(p => !DocumentBuilder.IsEmpty(p.Value)))
                {
                    writer.WritePropertyName(property.Name);
                    CopyPruned(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().Where(i => !DocumentBuilder.IsEmpty(i)))
                    CopyPruned(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
