using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Kql;

/// <summary>Values of an undeclared field that a text writes: equal text, the number or the boolean that it is.</summary>
internal sealed class AsWrittenMatcher : ValueMatcher
{
    private readonly Value _text;
    private readonly Value _number;
    private readonly Value _boolean;

    public AsWrittenMatcher(string text)
    {
        _text = Value.FromText(text);
        _boolean = text is "true" or "false" ? Value.FromBoolean(text == "true") : Value.Null;
        KqlValues.TryNumber(text, out _number);
        Key = $"written {text}";
    }

    /// <summary>The text as written, UTF-8.</summary>
    public ReadOnlySpan<byte> Text => _text.AsBytes;

    public override string Key { get; }

    public override bool Matches(in Value value) =>
        value.Kind switch
        {
            ValueKind.String => ValueComparer.AreEqual(value, _text),
            ValueKind.Boolean => ValueComparer.AreEqual(value, _boolean),
            ValueKind.Integer or ValueKind.Long or ValueKind.UnsignedLong or ValueKind.Double => ValueComparer.AreEqual(
                value,
                _number
            ),
            // A reader that knows more than the schema: such values are compared by their text.
            _ => ValueText.Format(value) == _text.AsText(),
        };
}
