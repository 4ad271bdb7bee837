using System.Numerics;
using Tocsin.Core.Languages.Patterns;

namespace Tocsin.Core.Engine.Index;

/// <summary>Texts, and for each the number of a list; found by a value's bytes, whatever the case of ASCII letters. Immutable.</summary>
internal sealed class TextTable
{
    private readonly Entry[] _entries;

    /// <param name="texts">Folded texts, each once, with their lists.</param>
    public TextTable(IReadOnlyCollection<(byte[] Text, int List)> texts)
    {
        // PERF: a third full at most, since nearly every search is for what is not there and ends at the first empty place.
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, texts.Count * 3))];
        var mask = (uint)_entries.Length - 1;
        foreach (var (text, list) in texts)
        {
            var hash = FoldedHash.Of(text);
            var place = hash & mask;
            while (_entries[place].Text is not null)
                place = (place + 1) & mask;
            _entries[place] = new(hash, list, text);
        }
    }

    /// <summary>The list of a text; -1 where it is not there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hash">Its <see cref="FoldedHash"/>.</param>
    public int Find(ReadOnlySpan<byte> text, uint hash)
    {
        var mask = (uint)_entries.Length - 1;
        for (var place = hash & mask; ; place = (place + 1) & mask)
        {
            ref readonly var entry = ref _entries[place];
            if (entry.Text is null)
                return -1;
            if (entry.Hash == hash && AsciiCase.EqualsFolded(text, entry.Text))
                return entry.List;
        }
    }

    private readonly record struct Entry(uint Hash, int List, byte[]? Text);
}
