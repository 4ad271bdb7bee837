using System.Buffers;
using Tocsin.Serve.Live;
using Tocsin.Serve.Log;
using Tocsin.Serve.Log.Segments;
using static Tocsin.Serve.Tests.Log.LogCases;

namespace Tocsin.Serve.Tests.Log;

/// <summary>Segment files that are torn or have bits flipped: what is damaged is noticed and left out, the rest is read.</summary>
public sealed class SegmentDamageTests : IDisposable
{
    private const int Blocks = 6;
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly List<SegmentBlock> _blocks;

    public SegmentDamageTests()
    {
        _path = Path.Combine(_folder.Path, "x.seg");
        using (var writer = new SegmentWriter(_path, blockBytes: 1))
        {
            var frame = new ArrayBufferWriter<byte>();
            for (var i = 1; i <= Blocks; i++)
            {
                frame.ResetWrittenCount();
                var text = System.Text.Encoding.UTF8.GetBytes(
                    $"{{\"n\":{i},\"pad\":\"{new string((char)('a' + i), 60)}\"}}\n"
                );
                BatchFrame.Write(frame, new(i, "test", 5, text, [text.Length]), "peer");
                writer.Add(i, 5, 1, frame.WrittenSpan, new BatchFootprint(i, i * 10, i * 10, [$"rule-{i}"]));
            }

            writer.Finish();
            _blocks = [.. writer.Blocks];
        }

        _bytes = File.ReadAllBytes(_path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AWholeFileIsReadWithoutComplaint()
    {
        var (read, damages) = ReadAll();
        Assert.Equal(Enumerable.Range(1, Blocks).Select(i => (long)i), read.Select(SegmentTests.NumberOf));
        Assert.Empty(damages);
    }

    [Fact]
    public void AFileThatIsCutAnywhereGivesTheBlocksThatAreWhole()
    {
        for (var length = 0; length < _bytes.Length; length++)
        {
            File.WriteAllBytes(_path, _bytes[..length]);
            var (read, damages) = ReadAll();
            var whole = _blocks.Count(b => b.Position + b.PackedBytes <= length);
            Assert.Equal(Enumerable.Range(1, whole).Select(i => (long)i), read.Select(SegmentTests.NumberOf));
            Assert.NotEmpty(damages);
        }
    }

    [Fact]
    public void AFlippedBitAnywhereCostsAtMostTheBlockItIsIn()
    {
        for (var place = 0; place < _bytes.Length; place++)
        {
            var damaged = (byte[])_bytes.Clone();
            damaged[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(_path, damaged);
            var (read, damages) = ReadAll();
            var hit = _blocks.Find(b => place >= b.Position && place < b.Position + b.PackedBytes);
            var expected = Enumerable.Range(1, Blocks).Select(i => (long)i).Where(i => i != (hit?.First ?? 0));
            Assert.Equal(expected, read.Select(SegmentTests.NumberOf));
            // The marks before blocks are there twice; the index is what is read.
            if (hit is not null)
                Assert.Equal((hit.First, hit.Last), (damages.Single().FirstOffset, damages.Single().LastOffset));
        }
    }

    [Fact]
    public void AFileOverwrittenInTheMiddleIsReadAroundIt()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var damaged = (byte[])_bytes.Clone();
            var from = random.Next(damaged.Length);
            random.NextBytes(damaged.AsSpan(from, Math.Min(damaged.Length - from, random.Next(1, 400))));
            File.WriteAllBytes(_path, damaged);
            var (read, _) = ReadAll();
            Assert.All(read, b => Assert.Equal(b.Offset, SegmentTests.NumberOf(b)));
            Assert.Equal(read.Select(b => b.Offset).Order().Distinct(), read.Select(b => b.Offset));
        }
    }

    [Fact]
    public void BytesThatAreNoSegmentAreRead()
    {
        var random = new Random(8);
        for (var round = 0; round < 200; round++)
        {
            var noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            File.WriteAllBytes(_path, noise);
            Assert.Empty(ReadAll().Read);
        }
    }

    private (List<LogBatch> Read, List<LogDamage> Damages) ReadAll()
    {
        var damages = new List<LogDamage>();
        using var reader = SegmentReader.Open(_path, damages.Add);
        return ([.. reader.Blocks.SelectMany(reader.Read)], damages);
    }
}
