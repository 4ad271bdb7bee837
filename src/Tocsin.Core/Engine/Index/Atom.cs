using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>What an atom asks of one value of its field.</summary>
internal enum AtomKind
{
    /// <summary>The field has a value.</summary>
    Present,

    /// <summary>The value is text and is <see cref="Atom.Text"/> but for the case of ASCII letters.</summary>
    Text,

    /// <summary>The value's text holds <see cref="Atom.Text"/> but for the case of ASCII letters.</summary>
    Literal,

    /// <summary>The value is no text and equals <see cref="Atom.Constant"/>.</summary>
    Constant,

    /// <summary>The value is no text.</summary>
    NoText,

    /// <summary>The value is text with a character that is not ASCII.</summary>
    NotAscii,
}

/// <summary>The least that an index can ask of an event: something about one value of one field, found without evaluating a condition.</summary>
/// <remarks>
/// Case never counts: one folded text answers for all rules, and an atom may hold more often than the test that it was made of. Equal atoms are the same
/// question (<see cref="Equals(Atom?)"/>).
/// </remarks>
/// <param name="Kind">What is asked.</param>
/// <param name="Slot">The field's slot in the run's field table.</param>
/// <param name="Path">The field's name.</param>
internal sealed record Atom(AtomKind Kind, int Slot, string Path)
{
    private int _hash;
    private double _cost = -1;

    /// <summary>The share of events that may make it true; see <see cref="ClauseCosts"/>.</summary>
    public double Cost => _cost >= 0 ? _cost : _cost = ClauseCosts.Of(this);

    /// <summary>The text, folded; empty where the kind has none.</summary>
    public byte[] Text { get; private init; } = [];

    /// <summary>Where a literal must stand.</summary>
    public AffixKind Place { get; private init; } = AffixKind.Contains;

    /// <summary>The constant; null where the kind has none.</summary>
    public Value Constant { get; private init; }

    /// <summary>A value that is a text.</summary>
    public static Atom OfText(BoundField field, byte[] folded) =>
        new(AtomKind.Text, field.Slot, field.Field.Name) { Text = folded };

    /// <summary>A value that holds a literal.</summary>
    public static Atom OfLiteral(BoundField field, byte[] folded, AffixKind place) =>
        new(AtomKind.Literal, field.Slot, field.Field.Name) { Text = folded, Place = place };

    /// <summary>A value that is a number, address or the like.</summary>
    public static Atom OfConstant(BoundField field, Value constant) =>
        new(AtomKind.Constant, field.Slot, field.Field.Name) { Constant = constant };

    /// <summary>A question without a text or constant.</summary>
    public static Atom Of(AtomKind kind, BoundField field) => new(kind, field.Slot, field.Field.Name);

    /// <inheritdoc/>
    public bool Equals(Atom? other) =>
        other is not null
        && GetHashCode() == other.GetHashCode()
        && Kind == other.Kind
        && Slot == other.Slot
        && Place == other.Place
        && Text.AsSpan().SequenceEqual(other.Text)
        && ValueComparer.AreEqual(Constant, other.Constant);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // PERF: atoms are compared again at each level of a condition.
        if (_hash == 0)
            _hash = HashCode.Combine(Kind, Slot, Place, StableHash.Of(Text), ValueComparer.Hash(Constant)) | 1;
        return _hash;
    }
}
