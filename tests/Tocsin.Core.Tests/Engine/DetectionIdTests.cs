using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Core.Engine;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine;

public class DetectionIdTests
{
    [Fact]
    public void AnIdIsAHashOverThePartsWithTheirLengths()
    {
        var long1 = new string('ü', 400);
        var id = DetectionId.For("rule");
        id.Add("event");
        id.Add(long1);
        id.Add([Value.FromLong(5)]);
        Assert.Equal(Expected("rule", "event", long1, "Long:5"), id.Finish());
    }

    [Fact]
    public void PartsDoNotRunTogether()
    {
        var first = DetectionId.For("a");
        first.Add("bc");
        var second = DetectionId.For("ab");
        second.Add("c");
        Assert.NotEqual(first.Finish(), second.Finish());
    }

    private static string Expected(params string[] parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 20));
    }
}
