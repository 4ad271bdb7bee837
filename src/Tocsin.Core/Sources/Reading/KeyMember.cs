using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.Core.Sources.Reading;

/// <summary>A key as it stands in the text, with its quotes and the colon behind it, and what it leads to.</summary>
/// <remarks>Compared as a whole, so that its end need not be searched for.</remarks>
internal sealed class KeyMember
{
    private readonly Vector256<byte> _head;
    private readonly uint _mask;
    private readonly byte[] _text;

    /// <param name="text">Quote, key without escapes, quote, colon.</param>
    /// <param name="child">The wanted place that the key leads to, or null.</param>
    public KeyMember(ReadOnlySpan<byte> text, TrieNode? child)
    {
        Debug.Assert(text.Length >= 3 && !text.Contains((byte)'\\'), "a key between its quotes and a colon");
        Span<byte> head = stackalloc byte[Vector256<byte>.Count];
        head.Clear();
        text[..Math.Min(text.Length, head.Length)].CopyTo(head);
        _head = Vector256.Create<byte>(head);
        _mask = text.Length >= head.Length ? uint.MaxValue : (1u << text.Length) - 1;
        _text = text.ToArray();
        Length = text.Length;
        Child = child;
    }

    /// <summary>The bytes of the text.</summary>
    public int Length { get; }

    /// <summary>The wanted place that the key leads to, or null.</summary>
    public TrieNode? Child { get; }

    /// <summary>The key that stood behind this one when that was first looked up.</summary>
    public KeyMember? Next { get; set; }

    /// <summary>The key that stood behind this one last when it was not <see cref="Next"/>.</summary>
    public KeyMember? Other { get; set; }

    /// <summary>Whether the text at a place is this key; a vector can be read there.</summary>
    /// <param name="text">At the opening quote.</param>
    /// <param name="end">How many bytes behind it belong to the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAt(ref byte text, int end)
    {
        var equal = Vector256.Equals(Vector256.LoadUnsafe(ref text), _head).ExtractMostSignificantBits();
        return (~equal & _mask) == 0 && (Length <= Vector256<byte>.Count || IsRestAt(ref text, end));
    }

    private bool IsRestAt(ref byte text, int end) =>
        // SAFETY: so many bytes belong to the text.
        Length <= end
        && MemoryMarshal.CreateReadOnlySpan(ref text, Length).SequenceEqual(_text);
}
