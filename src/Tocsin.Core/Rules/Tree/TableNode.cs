using System.Diagnostics.CodeAnalysis;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>Keys and their values, in the order of the file: a TOML table or a JSON object.</summary>
/// <param name="span">The header, the key, or the braces.</param>
/// <param name="form">How it came about.</param>
internal sealed class TableNode(TextSpan span, TableForm form) : Node(span)
{
    // Small tables are searched; a dictionary is made for large ones.
    private const int SearchedMax = 12;

    private readonly List<TableEntry> _entries = [];
    private Dictionary<string, int>? _places;

    /// <summary>The keys and values in the order of the file.</summary>
    public List<TableEntry> Entries => _entries;

    /// <summary>How it came about; an implicit table turns explicit when its header follows.</summary>
    public TableForm Form { get; set; } = form;

    public override string Kind => "a table";

    /// <summary>The value of a key, or null.</summary>
    public Node? this[string key] => TryGet(key, out var entry) ? entry.Value : null;

    /// <summary>Finds a key with its place.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out TableEntry? entry)
    {
        var place = Find(key);
        entry = place >= 0 ? _entries[place] : null;
        return entry is not null;
    }

    /// <summary>Adds a key that the table does not have.</summary>
    public void Add(string key, TextSpan keySpan, Node value)
    {
        _places?.Add(key, _entries.Count);
        _entries.Add(new(key, keySpan, value));
    }

    /// <summary>Gives a key that the table has another value: of several equal keys in JSON the last one counts.</summary>
    public void Replace(string key, TextSpan keySpan, Node value) => _entries[Find(key)] = new(key, keySpan, value);

    private int Find(string key)
    {
        if (_entries.Count > SearchedMax)
        {
            if (_places is null)
            {
                _places = new(StringComparer.Ordinal);
                for (var i = 0; i < _entries.Count; i++)
                    _places.Add(_entries[i].Key, i);
            }

            return _places.TryGetValue(key, out var place) ? place : -1;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Key == key)
                return i;
        }

        return -1;
    }
}

/// <summary>One key of a table.</summary>
/// <param name="Key">The key, decoded; one segment.</param>
/// <param name="KeySpan">Where it stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record TableEntry(string Key, TextSpan KeySpan, Node Value);

/// <summary>How a table came about, which decides what may still be added to it (TOML 1.0, “Table”, “Inline Table”).</summary>
internal enum TableForm
{
    /// <summary>By the header of a table below it; its own header may follow.</summary>
    Implicit,

    /// <summary>By its own header, or the file itself.</summary>
    Explicit,

    /// <summary>By a dotted key; only further dotted keys and headers below it may add to it.</summary>
    Dotted,

    /// <summary>In braces; complete.</summary>
    Inline,
}
