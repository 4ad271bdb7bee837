using System.Buffers;

namespace Tocsin.Serve.Intake.Kubernetes;

/// <summary>Finds the end of one JSON value in a text that comes in pieces, without keeping any of it.</summary>
/// <remarks>
/// A closing brace or bracket that does not fit closes what it fits, so that one item with a missing bracket does not take its neighbours
/// along; whether the value is JSON is for the reader to say.
/// </remarks>
internal struct ValueSkipper
{
    private const int KindBits = 64;
    private const int KindWords = 16;

    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",]} \t\r\n"u8);

    private Kinds _kinds;
    private bool _isInString;
    private bool _isEscaped;
    private bool _isScalar;

    /// <summary>How many objects and arrays are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The deepest that objects and arrays nested.</summary>
    public int DepthReached { get; private set; }

    /// <summary>Begins with a value, at its first byte.</summary>
    public void Start(byte first)
    {
        this = default;
        _isScalar = first is not ((byte)'{' or (byte)'[' or (byte)'"');
    }

    /// <summary>Goes on with the next piece.</summary>
    /// <param name="text">The piece; the first one begins with the value's first byte.</param>
    /// <param name="isDone">Whether the value ends in it.</param>
    /// <returns>How many bytes belong to the value.</returns>
    public int Skip(ReadOnlySpan<byte> text, out bool isDone)
    {
        isDone = false;
        if (_isScalar)
        {
            var end = text.IndexOfAny(ScalarEnd);
            isDone = end >= 0;
            return end < 0 ? text.Length : end;
        }

        var position = 0;
        while (position < text.Length)
        {
            if (_isInString)
            {
                position += SkipString(text[position..]);
                if (_isInString)
                    return text.Length;
                if (Depth == 0)
                {
                    isDone = true;
                    return position;
                }

                continue;
            }

            var found = text[position..].IndexOfAny(Structural);
            if (found < 0)
                return text.Length;
            position += found;
            switch (text[position++])
            {
                case (byte)'"':
                    _isInString = true;
                    break;
                case (byte)'{':
                    Open(isObject: true);
                    break;
                case (byte)'[':
                    Open(isObject: false);
                    break;
                case (byte)'}':
                    Close(isObject: true);
                    break;
                default:
                    Close(isObject: false);
                    break;
            }

            if (Depth == 0 && !_isInString)
            {
                isDone = true;
                return position;
            }
        }

        return position;
    }

    private int SkipString(ReadOnlySpan<byte> text)
    {
        var position = 0;
        if (_isEscaped && text.Length > 0)
        {
            _isEscaped = false;
            position = 1;
        }

        while (position < text.Length)
        {
            var found = text[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
                return text.Length;
            position += found;
            if (text[position] == '"')
            {
                _isInString = false;
                return position + 1;
            }

            position += 2;
            if (position > text.Length)
            {
                _isEscaped = true;
                return text.Length;
            }
        }

        return position;
    }

    private void Open(bool isObject)
    {
        if (Depth < KindWords * KindBits)
        {
            ref var word = ref _kinds[Depth / KindBits];
            var bit = 1UL << (Depth % KindBits);
            word = isObject ? word | bit : word & ~bit;
        }

        Depth++;
        DepthReached = Math.Max(DepthReached, Depth);
    }

    private void Close(bool isObject)
    {
        var level = Depth - 1;
        while (level >= 0 && IsObject(level) != isObject)
            level--;
        if (level >= 0)
            Depth = level;
    }

    /// <summary>What was opened at a level. Beyond what is remembered everything is taken to fit.</summary>
    private readonly bool IsObject(int level) =>
        level >= KindWords * KindBits || (_kinds[level / KindBits] >> (level % KindBits) & 1) != 0;

    /// <summary>One bit a level: set for an object.</summary>
    [System.Runtime.CompilerServices.InlineArray(KindWords)]
    private struct Kinds
    {
        private ulong _first;
    }
}
