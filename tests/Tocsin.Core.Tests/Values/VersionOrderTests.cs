using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Values;

public sealed class VersionOrderTests
{
    [Fact]
    public void VersionsAreOrderedByNumbersThenPreReleasesThenBytes()
    {
        string[] sorted =
        [
            "1",
            "1.0",
            "1.2.3.4",
            "1.11.0",
            "2.1-alpha",
            "2.1-alpha.1",
            "2.1-alpha.beta",
            "2.1-beta.2",
            "2.1-beta.11",
            "2.1-rc",
            "2.1",
            "2.1+build",
            "99999999999999999999999.1",
            "",
            "01.2",
            "1..2",
            "1.2-",
            "bad",
        ];
        for (var i = 0; i < sorted.Length; i++)
        {
            for (var j = 0; j < sorted.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(Compare(sorted[i], sorted[j])));
        }
    }

    [Fact]
    public void EqualVersionsHashEqually()
    {
        string[] texts = ["1", "1.0", "01", "1+a", "1+b", "1-a", "1.0-a"];
        foreach (var x in texts)
        {
            foreach (var y in texts)
            {
                var isEqual = ValueComparer.AreEqual(Version(x), Version(y));
                Assert.Equal(x == y, isEqual);
                if (isEqual)
                    Assert.Equal(ValueComparer.Hash(Version(x)), ValueComparer.Hash(Version(y)));
            }
        }
    }

    private static int Compare(string x, string y) =>
        VersionOrder.Compare(Encoding.UTF8.GetBytes(x), Encoding.UTF8.GetBytes(y));

    private static Value Version(string text) => Value.FromVersion(Encoding.UTF8.GetBytes(text));
}
