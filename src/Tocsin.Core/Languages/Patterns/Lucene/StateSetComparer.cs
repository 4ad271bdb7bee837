using System.Runtime.InteropServices;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Equality of sorted sets of states.</summary>
internal sealed class StateSetComparer : IEqualityComparer<int[]>
{
    public static readonly StateSetComparer Instance = new();

    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(int[] obj) => (int)StableHash.Of(MemoryMarshal.AsBytes(obj.AsSpan()));
}
