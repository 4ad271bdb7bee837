using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>A <see cref="RecordPlace"/> as bytes, without its source.</summary>
internal static class PackedPlace
{
    /// <summary>How many bytes one takes.</summary>
    public static readonly int Bytes = Unsafe.SizeOf<Fields>();

    /// <summary>Writes a place to the beginning of some bytes.</summary>
    public static void Write(Span<byte> target, in RecordPlace place) =>
        MemoryMarshal.Write(target, new Fields(place.Position, place.Length, place.Print));

    /// <summary>Reads a place from the beginning of some bytes.</summary>
    public static RecordPlace Read(ReadOnlySpan<byte> packed, IRecordSource source)
    {
        var fields = MemoryMarshal.Read<Fields>(packed);
        return new(source, fields.Position, fields.Length, fields.Print);
    }

    private readonly record struct Fields(long Position, int Length, uint Print);
}
