namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A piece of a <see cref="DatePattern"/>: literal text, a field, or a bracket of an optional part.</summary>
internal sealed class DatePatternElement
{
    public static readonly DatePatternElement OptionalStart = new("");
    public static readonly DatePatternElement OptionalEnd = new("");

    public DatePatternElement(string literal) => Literal = literal;

    public DatePatternElement(DateField field) => Field = field;

    /// <summary>The text, or null for a field.</summary>
    public string? Literal { get; }

    /// <summary>The field, or null for a text.</summary>
    public DateField? Field { get; }

    /// <summary>How many digits the fields directly behind this one need.</summary>
    public int Reserved { get; set; }
}
