using System.Globalization;
using System.Text;
using Tocsin.Core.Engine.Index;

namespace Tocsin.Core.Tests.Engine.Index;

public class VerdictMemoTests
{
    [Fact]
    public void RemembersWhatWasAdded()
    {
        var memo = new VerdictMemo();
        for (var i = 0; i < 10_000; i++)
        {
            var text = Encoding.UTF8.GetBytes("value " + (i % 700).ToString(CultureInfo.InvariantCulture));
            int[] lists = [.. Enumerable.Range(0, i % 700 % 4)];
            if (memo.TryFind(text, FoldedHash.Of(text), out var known))
                Assert.Equal(lists, known.ToArray());
            else
                memo.Add(text, FoldedHash.Of(text), lists);
        }

        Assert.True(memo.IsWorthwhile);
    }

    [Fact]
    public void GivesUpWhereEveryValueIsNew()
    {
        var memo = new VerdictMemo();
        for (var i = 0; i < 10_000 && memo.IsWorthwhile; i++)
        {
            var text = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            Assert.False(memo.TryFind(text, FoldedHash.Of(text), out _));
            memo.Add(text, FoldedHash.Of(text), [1]);
        }

        Assert.False(memo.IsWorthwhile);
    }
}
