using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Values equal to one of several constants, as <see cref="EqualsMatcher"/> tells; constant time however many there are.</summary>
internal sealed class InMatcher : ValueMatcher
{
    private readonly TextSet? _texts;
    private readonly HashSet<Value>? _others;

    /// <param name="constants">None of them null or many; may be empty, then nothing matches.</param>
    /// <param name="ignoreCase">Whether the case of ASCII letters does not count.</param>
    public InMatcher(IReadOnlyList<Value> constants, bool ignoreCase)
    {
        var owned = new Value[constants.Count];
        var texts = new List<byte[]>(constants.Count);
        for (var i = 0; i < owned.Length; i++)
        {
            owned[i] = constants[i].ToOwned();
            if (owned[i].Kind == ValueKind.String)
                texts.Add(owned[i].ToByteArray());
            else
                (_others ??= new(ValueComparer.Instance)).Add(owned[i]);
        }

        Constants = owned;
        IgnoreCase = ignoreCase;
        _texts = texts.Count > 0 ? new(texts, ignoreCase) : null;
    }

    /// <summary>The constants as given.</summary>
    public IReadOnlyList<Value> Constants { get; }

    /// <summary>Whether the case of ASCII letters does not count.</summary>
    public bool IgnoreCase { get; }

    public override string Key
    {
        get
        {
            // The order and repeats of a list do not matter; nor does case when there is no text.
            var keys = Constants.Select(c => MatcherKey.Of(c, IgnoreCase)).Distinct().Order(StringComparer.Ordinal);
            return (IgnoreCase && _texts is not null ? "in~ (" : "in (") + string.Join(", ", keys) + ")";
        }
    }

    public override bool Matches(in Value value) =>
        value.Kind == ValueKind.String
            ? _texts is not null && _texts.Contains(value.AsBytes)
            : _others is not null && _others.Contains(value);
}
