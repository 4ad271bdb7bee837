using System.Net;
using System.Net.Sockets;
using System.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Events;

public class IpTextTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::1", "::1")]
    [InlineData("::", "::")]
    [InlineData("1::", "1::")]
    [InlineData("fe80::cae2:65ff:fece:feb9", "fe80::cae2:65ff:fece:feb9")]
    [InlineData("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a")]
    [InlineData("::ffff:192.0.2.128", "192.0.2.128")]
    [InlineData("64:ff9b::192.0.2.33", "64:ff9b::c000:221")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6::8", "1:2:3:4:5:6:0:8")]
    public void ReadsAddresses(string text, string canonical)
    {
        var address = new byte[16];
        Assert.True(IpText.TryParse(Encoding.UTF8.GetBytes(text), address));
        Assert.Equal(canonical, ValueText.FormatIp(address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.")]
    [InlineData("1..2.3")]
    [InlineData("::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData(":1::2")]
    [InlineData("1:")]
    [InlineData(":::")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("localhost")]
    [InlineData("+1.2.3.4")]
    public void RefusesWhatIsNoAddress(string text) =>
        Assert.False(IpText.TryParse(Encoding.UTF8.GetBytes(text), new byte[16]));

    [Fact]
    public void AgreesWithTheFrameworkOnItsOwnCanonicalTexts()
    {
        var random = new Random(20260302);
        var expected = new byte[16];
        var actual = new byte[16];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(expected);
            // Runs of zeros, so that `::` occurs in every place.
            var zeros = random.Next(0, 16);
            expected.AsSpan(zeros, random.Next(0, 16 - zeros + 1)).Clear();
            var address = new IPAddress(expected);
            Assert.Equal(AddressFamily.InterNetworkV6, address.AddressFamily);
            var text = address.ToString();
            Assert.True(IpText.TryParse(Encoding.UTF8.GetBytes(text), actual), text);
            Assert.Equal(expected, actual);
        }
    }
}
