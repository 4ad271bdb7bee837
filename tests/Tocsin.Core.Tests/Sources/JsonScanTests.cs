using System.Text;
using Tocsin.Core.Sources.Json;
using Tocsin.Tests;

namespace Tocsin.Core.Tests.Sources;

public class JsonScanTests
{
    [Theory]
    [InlineData("{}", 2)]
    [InlineData("[1,2]x", 5)]
    [InlineData("""{"a":"}"}""", 9)]
    [InlineData("""{"a":"\\"}""", 10)]
    [InlineData("""{"a":"\\\"}"}]""", 13)]
    [InlineData("""{"a":[1,{"b":[]}]}""", 18)]
    [InlineData("{", JsonScan.Incomplete)]
    [InlineData("{\"", JsonScan.Incomplete)]
    [InlineData("{\"a\\", JsonScan.Incomplete)]
    [InlineData("{]", JsonScan.Broken)]
    [InlineData("[{]}", JsonScan.Broken)]
    public void SkipsContainers(string text, int expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, JsonScan.SkipContainer(bytes, 0, 0));
        Assert.Equal(expected, VectorScan.SkipContainer(bytes, bytes, 0, 0));
        byte[] padded = [.. bytes, .. "}]}]\"\\{[ 0123456789 0123456789 0123456789 0123456789"u8];
        Assert.Equal(expected, VectorScan.SkipContainer(padded, padded.AsSpan(0, bytes.Length), 0, 0));
    }

    [Fact]
    public void WhereVectorsSeeNoBlanksThereIsNothingToTakeOut()
    {
        const string Signs = "{:,1a\"\"";
        const string Others = "\\\\ \n\0\"";
        var random = new Random(20260413);
        var without = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(1, 300)];
            for (var i = 0; i < bytes.Length; i++)
            {
                var from = random.Next(20) == 0 ? Others : Signs;
                bytes[i] = (byte)from[random.Next(from.Length)];
            }

            if (VectorScan.MayHaveBlanks(bytes))
                continue;
            without++;
            var target = new byte[bytes.Length];
            Assert.Equal(bytes, target[..JsonText.Minify(bytes, target)]);
        }

        var records = new RandomJson(20260414);
        for (var round = 0; round < 5_000; round++)
        {
            var record = Encoding.UTF8.GetBytes(records.Next());
            var target = new byte[record.Length];
            var length = JsonText.Minify(record, target);
            if (!VectorScan.MayHaveBlanks(record))
                Assert.Equal(record.Length, length);
            else
                Assert.InRange(length, 0, record.Length);
        }

        Assert.InRange(without, 100, 19_900);
    }

    [Fact]
    public void VectorsGiveWhatThePlainVersionGives()
    {
        const string Alphabet = "{}[]\"\\,:a \n";
        var random = new Random(20260302);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(1, 160)];
            // Mostly harmless bytes, so that structures and runs of backslashes cross the ends of vectors.
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(
                    random.Next(3) == 0 ? Alphabet[random.Next(Alphabet.Length)]
                    : random.Next(8) == 0 ? '\\'
                    : 'x'
                );
            bytes[0] = (byte)(round % 2 == 0 ? '{' : '[');
            var length = random.Next(1, bytes.Length + 1);
            var text = bytes.AsSpan(0, length);
            var expected = JsonScan.SkipContainer(text, 0, 0);
            Assert.Equal(expected, VectorScan.SkipContainer(bytes, text, 0, 0));
        }
    }

    [Fact]
    public void VectorsSkipRealRecordsWhole()
    {
        foreach (var line in File.ReadLines(SharedData.Require("data/k8s-audit/audit-attacks.ndjson")))
        {
            var bytes = Encoding.UTF8.GetBytes(line + new string(' ', 64));
            Assert.Equal(bytes.Length - 64, VectorScan.SkipContainer(bytes, bytes, 0, 0));
        }
    }

    [Fact]
    public void DepthIsLimitedTheSameWay()
    {
        foreach (var levels in (int[])[63, 64, 65, 999, 1000, 1001])
        {
            var bytes = Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels) + new string(' ', 64));
            var expected = levels > JsonScan.DepthMax ? JsonScan.TooDeep : levels * 2;
            Assert.Equal(expected, JsonScan.SkipContainer(bytes, 0, 0));
            Assert.Equal(expected, VectorScan.SkipContainer(bytes, bytes, 0, 0));
            Assert.Equal(JsonScan.TooDeep, VectorScan.SkipContainer(bytes, bytes, 0, 1000));
        }
    }

    [Theory]
    [InlineData("true,", 4)]
    [InlineData("tru", JsonScan.Incomplete)]
    [InlineData("trux", JsonScan.Broken)]
    [InlineData("-0.5e+10 ", 8)]
    [InlineData("01", JsonScan.Broken)]
    [InlineData("-", JsonScan.Incomplete)]
    [InlineData("1.", JsonScan.Incomplete)]
    [InlineData("1.x", JsonScan.Broken)]
    [InlineData("1e", JsonScan.Incomplete)]
    [InlineData("+1", JsonScan.Broken)]
    public void SkipsScalars(string text, int expected) =>
        Assert.Equal(expected, JsonScan.SkipValue(Encoding.UTF8.GetBytes(text), 0));

    [Theory]
    [InlineData("""a\nb\t\"\\\/\b\f\r""", "a\nb\t\"\\/\b\f\r")]
    [InlineData("""\u0041\u00e9\ud83d\ude00""", "Aé😀")]
    [InlineData("""\ud83dx\ude00""", "\uFFFDx\uFFFD")]
    [InlineData("""\u12""", "u12")]
    public void ResolvesEscapes(string escaped, string expected)
    {
        var source = Encoding.UTF8.GetBytes(escaped);
        var target = new byte[source.Length];
        Assert.Equal(expected, Encoding.UTF8.GetString(target, 0, JsonText.Unescape(source, target)));
    }
}
