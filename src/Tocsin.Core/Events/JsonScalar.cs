namespace Tocsin.Core.Events;

/// <summary>A scalar of a JSON document, before it is given a type.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Buffer">Holds its text; borrowed. For a string the text without quotes and escapes, for a number its digits as written.</param>
/// <param name="Offset">Where the text begins.</param>
/// <param name="Length">The bytes of the text.</param>
internal readonly record struct JsonScalar(JsonKind Kind, byte[] Buffer, int Offset, int Length)
{
    /// <summary>The text; empty for null and booleans.</summary>
    public ReadOnlySpan<byte> Text => new(Buffer, Offset, Length);
}
