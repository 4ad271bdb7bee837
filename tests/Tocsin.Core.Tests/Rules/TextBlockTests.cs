using System.Text;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Rules;

public class TextBlockTests
{
    [Fact]
    public void TextsComeBackAsLongAsThereIsRoom()
    {
        var block = new TextBlock(10);
        Assert.True(block.TryAdd("é1"u8, out var first));
        Assert.True(block.TryAdd(""u8, out var empty));
        Assert.True(block.TryAdd("2345678"u8, out var second));
        Assert.False(block.TryAdd("9"u8, out _));

        Assert.Equal("é1", block.Decode(first, 3));
        Assert.Equal("", block.Decode(empty, 0));
        Assert.Equal("2345678", block.Decode(second, 7));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 4)]
    [InlineData(2, 2)]
    [InlineData(int.MaxValue, 1)]
    public void NothingIsReadBesideWhatWasAdded(int offset, int length)
    {
        var block = new TextBlock(10);
        Assert.True(block.TryAdd("abc"u8, out _));

        Assert.Throws<ArgumentOutOfRangeException>(() => block.Decode(offset, length));
    }

    [Fact]
    public void APoolTakesFilesOfAnyLengthAndKeepsThemWhileTheyAreReferredTo()
    {
        var sources = new List<SourceText>();
        var texts = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var text = new string((char)('a' + i % 26), i == 20 ? 3_000_000 : i * 5000);
            var bytes = Encoding.UTF8.GetBytes(text);
            texts.Add(text);
            sources.Add(SourceText.FromPacked(Pool.Pack(bytes), text.Length, $"{i}"));
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(texts, sources.Select(s => s.Text));
    }

    private TextPool Pool { get; } = new();
}
