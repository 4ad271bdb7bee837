using Tocsin.Core.Text;

namespace Tocsin.Core.Diagnostics;

/// <summary>Collects diagnostics while a text is read; hands them out sorted, so that output is the same every time.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    /// <summary>Whether one of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a diagnostic without further help.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceText source, TextSpan span, params object[] arguments) =>
        Add(new(descriptor, source, span, arguments));

    /// <summary>Adds a diagnostic.</summary>
    public void Add(Diagnostic diagnostic)
    {
        _items.Add(diagnostic);
        HasErrors |= diagnostic.IsError;
    }

    /// <summary>Adds all of another bag's.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Add(diagnostic);
    }

    /// <summary>All of them by file, place and code; equal ones once.</summary>
    public Diagnostic[] ToSortedArray()
    {
        // Most texts have none.
        if (_items.Count < 2)
            return [.. _items];
        var places = new Place[_items.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = new(_items[i], _items[i].Source.ToRootOffset(_items[i].Span.Start), i);
        Array.Sort(places, Compare);
        var kept = new List<Diagnostic>(places.Length);
        var first = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (!places[i].IsLevelWith(places[first]))
                first = i;
            if (!HasEqual(places.AsSpan(first, i - first), places[i].Diagnostic))
                kept.Add(places[i].Diagnostic);
        }

        return [.. kept];
    }

    private static int Compare(Place left, Place right)
    {
        var order = string.CompareOrdinal(left.Diagnostic.Source.Name, right.Diagnostic.Source.Name);
        if (order == 0)
            order = left.Offset.CompareTo(right.Offset);
        if (order == 0)
            order = string.CompareOrdinal(left.Diagnostic.Descriptor.Code, right.Diagnostic.Descriptor.Code);
        return order == 0 ? left.Number.CompareTo(right.Number) : order;
    }

    private static bool HasEqual(ReadOnlySpan<Place> places, Diagnostic diagnostic)
    {
        foreach (var place in places)
        {
            var other = place.Diagnostic;
            if (
                other.Source.ToRootSpan(other.Span) == diagnostic.Source.ToRootSpan(diagnostic.Span)
                && other.Message == diagnostic.Message
            )
                return true;
        }

        return false;
    }

    /// <summary>A diagnostic and what it is sorted by.</summary>
    /// <param name="Diagnostic">The diagnostic.</param>
    /// <param name="Offset">Where it stands in the outermost file.</param>
    /// <param name="Number">Its place among those collected.</param>
    private sealed record Place(Diagnostic Diagnostic, int Offset, int Number)
    {
        /// <summary>Whether both have the same file, place and code.</summary>
        public bool IsLevelWith(Place other) =>
            Offset == other.Offset
            && Diagnostic.Source.Name == other.Diagnostic.Source.Name
            && Diagnostic.Descriptor.Code == other.Diagnostic.Descriptor.Code;
    }
}
