using System.Text;
using Tocsin.Core.Engine.Index;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Tests.Engine.Index;

public class TextTableTests
{
    [Fact]
    public void FindsEachTextInAnyCaseAndNothingElse()
    {
        var random = new Random(4);
        for (var round = 0; round < 100; round++)
        {
            var texts = Enumerable
                .Range(0, 1 + random.Next(200))
                .Select(_ => Text(random))
                .DistinctBy(t => Encoding.Latin1.GetString(AsciiCase.Fold(t)))
                .Select((t, i) => (AsciiCase.Fold(t), i))
                .ToList();
            var table = new TextTable(texts);
            foreach (var (text, list) in texts)
            {
                var shouted = text.Select(b => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b).ToArray();
                Assert.Equal(list, table.Find(text, FoldedHash.Of(text)));
                Assert.Equal(list, table.Find(shouted, FoldedHash.Of(shouted)));
            }

            for (var i = 0; i < 200; i++)
            {
                var text = Text(random);
                var folded = AsciiCase.Fold(text);
                var expected = texts.FindIndex(t => t.Item1.AsSpan().SequenceEqual(folded));
                Assert.Equal(expected, table.Find(text, FoldedHash.Of(text)));
            }
        }
    }

    // The bytes that differ from letters in the bit of case alone are among them.
    private static byte[] Text(Random random) =>
        [.. Enumerable.Range(0, random.Next(20)).Select(_ => "aA@`[{z\u0000 "u8.ToArray()[random.Next(9)])];
}
