using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Reading;

/// <summary>How a reader reads one format: the trie of places to look at, and for each slot what its values are made of.</summary>
/// <remarks>Belongs to one reader. It grows when the run's field table does, and while fields are discovered.</remarks>
internal sealed class ReadPlan
{
    /// <summary>How many fields are discovered at most; what comes later is not read.</summary>
    public const int DiscoveredMax = 10_000;

    private readonly FieldTable _table;
    private readonly List<SlotPlan> _slots = [];
    private readonly Dictionary<string, int> _captures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrieNode> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _underscored;
    private readonly List<int[]> _slotsOfCapture = [];
    private readonly List<int> _alwaysPresent = [];
    private int _discovered;

    /// <param name="format">What is read.</param>
    /// <param name="table">The fields that are wanted.</param>
    /// <param name="discovers">Whether fields that nobody asked for are read too, and added to the table.</param>
    public ReadPlan(SourceFormat format, FieldTable table, bool discovers)
    {
        Format = format;
        Discovers = discovers;
        DropsEmptyTexts = format.DropsEmptyTexts;
        _table = table;
        _underscored = new(format.UnderscoredObjects, StringComparer.Ordinal);
        Root = new([], "", 0);
        _nodes[""] = Root;
        foreach (var (path, probe) in Probes.Paths)
            NodeOf(path).Probe = (int)probe;
        Timestamp = Bind(format.OriginOf("@timestamp"));
        Ingested = Bind(format.OriginOf("event.ingested"));
        Extend();
    }

    public SourceFormat Format { get; }

    public bool Discovers { get; }

    /// <summary>See <see cref="SourceFormat.DropsEmptyTexts"/>.</summary>
    public bool DropsEmptyTexts { get; }

    /// <summary>The trie.</summary>
    public TrieNode Root { get; }

    /// <summary>How many nodes the trie has.</summary>
    public int NodeCount { get; private set; } = 1;

    /// <summary>How many captures there are.</summary>
    public int CaptureCount { get; private set; }

    /// <summary>How many slots are known; a later one has no values here.</summary>
    public int SlotCount => _slots.Count;

    /// <summary>Where <c>@timestamp</c> comes from.</summary>
    public BoundOrigin Timestamp { get; }

    /// <summary>Where <c>event.ingested</c> comes from.</summary>
    public BoundOrigin Ingested { get; }

    /// <summary>Whether a field was not taken since this was last set to false, because there are too many.</summary>
    public bool HasDropped { get; set; }

    /// <summary>Slots that may have a value whatever the record holds: constants of the format, and what is known of the hit.</summary>
    public IReadOnlyList<int> AlwaysPresent => _alwaysPresent;

    /// <summary>The slots that are made from a capture.</summary>
    public int[] SlotsOf(int capture) => _slotsOfCapture[capture];

    /// <summary>How a slot is read.</summary>
    public SlotPlan this[int slot] => _slots[slot];

    /// <summary>Takes up the slots that the table has got since.</summary>
    public void Extend()
    {
        while (_slotsOfCapture.Count < CaptureCount)
            _slotsOfCapture.Add([]);
        var paths = _table.Count == _slots.Count ? [] : _table.Snapshot();
        for (var slot = _slots.Count; slot < paths.Length; slot++)
        {
            var path = paths[slot];
            if (Metadata.TryGet(path, out var metadata))
            {
                _slots.Add(new(path, BoundOrigin.None, BoundOrigin.None, metadata));
                _alwaysPresent.Add(slot);
                continue;
            }

            var parent = MultiFields.HasSuffix(path, out var name) ? Bind(Format.OriginOf(name)) : BoundOrigin.None;
            _slots.Add(new(path, Bind(Format.OriginOf(path)), parent, null));
            Note(slot);
            // The arrival of a record may take its place.
            if (path == "event.ingested" && !_alwaysPresent.Contains(slot))
                _alwaysPresent.Add(slot);
        }
    }

    /// <summary>Makes a place for a key that nobody asked for.</summary>
    /// <returns>Null where no more are taken.</returns>
    public TrieNode? Discover(TrieNode parent, ReadOnlySpan<byte> key)
    {
        if (_discovered >= DiscoveredMax)
        {
            HasDropped = true;
            return null;
        }

        var name = Encoding.UTF8.GetString(key);
        if (parent == Root && Metadata.TryGet(name, out _))
            return null;
        _discovered++;
        var node = new TrieNode(key.ToArray(), parent == Root ? name : $"{parent.Path}.{name}", NodeCount++);
        parent.Add(node);
        _nodes.TryAdd(node.Path, node);
        return node;
    }

    /// <summary>Makes a discovered place a field, now that it has a value.</summary>
    public void List(TrieNode node)
    {
        node.IsListed = true;
        if (Metadata.TryGet(node.Path, out _))
            return;
        _table.GetOrAdd(node.Path);
        Extend();
    }

    /// <summary>Notes what the presence of a slot's values depends on.</summary>
    private void Note(int slot)
    {
        while (_slotsOfCapture.Count < CaptureCount)
            _slotsOfCapture.Add([]);
        var (own, parent) = (_slots[slot].Own, _slots[slot].Parent);
        foreach (var capture in own.Captures.Concat(parent.Captures).Distinct())
            _slotsOfCapture[capture] = [.. _slotsOfCapture[capture], slot];
        if (own.Origin?.Kind == OriginKind.Constant || parent.Origin?.Kind == OriginKind.Constant)
            _alwaysPresent.Add(slot);
    }

    private BoundOrigin Bind(FieldOrigin? origin) =>
        origin is null ? BoundOrigin.None : new(origin, [.. origin.Paths.Select(CaptureOf)]);

    private int CaptureOf(string path)
    {
        if (_captures.TryGetValue(path, out var known))
            return known;
        var capture = CaptureCount++;
        _captures[path] = capture;
        NodeOf(path).Capture = capture;
        return capture;
    }

    private TrieNode NodeOf(string path)
    {
        if (_nodes.TryGetValue(path, out var known))
            return known;
        var node = Root;
        var start = 0;
        while (true)
        {
            var dot = node.HasUnderscoredKeys ? -1 : path.IndexOf('.', start);
            var end = dot < 0 ? path.Length : dot;
            node = ChildOf(node, path[start..end], path[..end]);
            if (dot < 0)
                return node;
            start = dot + 1;
        }
    }

    private TrieNode ChildOf(TrieNode parent, string key, string path)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        if (parent.Find(bytes) is { } known)
            return known;
        var child = new TrieNode(bytes, path, NodeCount++) { HasUnderscoredKeys = _underscored.Contains(path) };
        parent.Add(child);
        _nodes[path] = child;
        return child;
    }
}

/// <summary>An origin whose paths have captures.</summary>
/// <param name="Origin">What it is; null where there are never values.</param>
/// <param name="Captures">One for each of its paths.</param>
internal sealed record BoundOrigin(FieldOrigin? Origin, int[] Captures)
{
    public static readonly BoundOrigin None = new(null, []);

    /// <summary>The text of a constant as a value; null for what is none.</summary>
    public Value Constant { get; } = Origin?.Kind == OriginKind.Constant ? Value.FromText(Origin.Text) : Value.Null;

    /// <summary>The only capture where values are taken as they stand; else -1.</summary>
    public int Capture { get; } = Origin?.Kind == OriginKind.Path ? Captures[0] : -1;
}

/// <summary>How one slot is read.</summary>
/// <param name="Path">The field.</param>
/// <param name="Own">Where the values of the field itself are.</param>
/// <param name="Parent">For what is named like a multi-field: where the values of the field before the suffix are.</param>
/// <param name="Metadata">For a field of the hit rather than of the document: which.</param>
internal sealed record SlotPlan(string Path, BoundOrigin Own, BoundOrigin Parent, MetadataField? Metadata);
