using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tocsin.Core.Languages.Patterns.Lucene;

namespace Tocsin.Core.Languages.Patterns;

/// <summary>A Lucene regular expression over whole values, in time linear in the value whatever the pattern.</summary>
/// <remarks>
/// <para>Works on UTF-8 bytes. A byte that belongs to no character counts as one character, U+FFFD.</para>
/// <para>Immutable to its users and thread-safe. Sources: EQL specification, 8.8 to 8.12; ES|QL specification, 15.2.</para>
/// </remarks>
internal sealed class LuceneRegex
{
    private readonly LazyDfa _automaton;
    private readonly byte[]? _required;

    private LuceneRegex(
        string pattern,
        LuceneDialect dialect,
        bool ignoreCase,
        ByteNfa automaton,
        byte[][] required,
        IReadOnlyList<int> optionalOperators
    )
    {
        Pattern = pattern;
        Dialect = dialect;
        IgnoreCase = ignoreCase;
        RequiredLiterals = required;
        OptionalOperators = optionalOperators;
        _automaton = new(automaton);
        // A single byte is found too often to be worth a look.
        _required = required is [{ Length: > 1 } only] ? only : null;
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    public LuceneDialect Dialect { get; }

    /// <summary>Whether single ASCII letters of the pattern stand for both cases; ranges in classes never do.</summary>
    public bool IgnoreCase { get; }

    /// <summary>
    /// Literals of which every matching value holds at least one, UTF-8, in lower case if <see cref="IgnoreCase"/> (compare with the case of ASCII
    /// letters folded then); empty if nothing is known.
    /// </summary>
    public IReadOnlyList<byte[]> RequiredLiterals { get; }

    /// <summary>The offsets of unescaped <c>&amp; @ # &lt; " ~</c> that are operators here, which is rarely what a writer meant.</summary>
    public IReadOnlyList<int> OptionalOperators { get; }

    /// <summary>Reads a pattern; null with an error if it is none or needs too many states.</summary>
    public static LuceneRegex? Parse(string pattern, LuceneDialect dialect, bool ignoreCase, out PatternError? error)
    {
        var node = LuceneParser.Parse(pattern, dialect, ignoreCase, out var optionalOperators, out error);
        if (node is null)
            return null;
        if (ByteNfaBuilder.Build(node) is not { } automaton)
        {
            error = new($"the pattern is too large: it needs more than {ByteNfaBuilder.StatesMax} states", 0);
            return null;
        }

        var required = Lucene.RequiredLiterals.Of(node);
        return new(pattern, dialect, ignoreCase, automaton, required, optionalOperators);
    }

    /// <summary>Whether the whole text fits.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (_required is not null)
        {
            var found = IgnoreCase ? AsciiCase.IndexOfFolded(text, _required) : text.IndexOf(_required);
            if (found < 0)
                return false;
        }

        return _automaton.IsMatch(text) || (!Utf8.IsValid(text) && IsMatchOfBroken(text));
    }

    /// <summary>Whether the text fits when what is broken in it counts as U+FFFD, three bytes long.</summary>
    private bool IsMatchOfBroken(ReadOnlySpan<byte> text)
    {
        var mended = ArrayPool<byte>.Shared.Rent(checked(text.Length * 3));
        var length = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var read);
            length += rune.EncodeToUtf8(mended.AsSpan(length));
            text = text[read..];
        }

        var isMatch = _automaton.IsMatch(mended.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(mended);
        return isMatch;
    }
}
