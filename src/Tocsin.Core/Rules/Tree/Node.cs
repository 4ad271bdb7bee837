using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>A value in a rule file, TOML or JSON, that knows where it stands.</summary>
/// <param name="span">The whole value; for a table, its header or key.</param>
internal abstract class Node(TextSpan span)
{
    /// <summary>Where the value stands in the file.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>What it is, as messages say it: <c>a string</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>A whole number of 64 bits.</summary>
internal sealed class IntegerNode(TextSpan span, long value) : Node(span)
{
    public long Value { get; } = value;

    public override string Kind => "an integer";
}

/// <summary>Any other number.</summary>
/// <param name="span">Where it stands.</param>
/// <param name="value">The nearest double; may be infinite or no number in TOML.</param>
/// <param name="jsonText">How JSON writes it, digits kept; null where it has to be made from the value.</param>
internal sealed class FloatNode(TextSpan span, double value, string? jsonText) : Node(span)
{
    public double Value { get; } = value;

    public string? JsonText { get; } = jsonText;

    public override string Kind => "a float";
}

/// <summary>True or false.</summary>
internal sealed class BooleanNode(TextSpan span, bool value) : Node(span)
{
    public bool Value { get; } = value;

    public override string Kind => "a boolean";
}

/// <summary>JSON's null; TOML has none.</summary>
internal sealed class NullNode(TextSpan span) : Node(span)
{
    public override string Kind => "null";
}

/// <summary>A date, a time or both, in TOML.</summary>
/// <param name="span">Where it stands.</param>
/// <param name="form">Which of the four forms.</param>
/// <param name="text">As written, with a capital <c>T</c> between date and time and a capital <c>Z</c>.</param>
internal sealed class DateTimeNode(TextSpan span, DateTimeForm form, string text) : Node(span)
{
    public DateTimeForm Form { get; } = form;

    public string Text { get; } = text;

    public override string Kind => "a date or time";
}

/// <summary>The forms of dates and times in TOML.</summary>
internal enum DateTimeForm
{
    OffsetDateTime,
    LocalDateTime,
    LocalDate,
    LocalTime,
}
