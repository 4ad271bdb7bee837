using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Index;

/// <summary>Sorts the events of an index into classes by the fields that have few values: category, type, action, system. One thread at a time.</summary>
/// <remarks>
/// Which fields these are, the first events tell. What follows from the values of a class is worked out once: the rules that are out of the question, and
/// the fields that no rule that is left would ask. Bounded: a class is made of what comes again, and where there are too many, the field of most
/// values counts no more.
/// </remarks>
internal sealed class EventClasses(RuleIndex index)
{
    private const int TrialEvents = 64;
    private const int FacetsMax = 15;
    private const int ValuesMax = 8;
    private const int BitsOfNumber = 4;
    private const int ProductMax = 64;
    private const int ClassesMax = 128;
    private const int Places = 2 * ClassesMax;

    // From then on there is a class, and from then on one that much work went into.
    private const int SightsMin = 3;
    private const int SightsOften = 100;

    private readonly EvalContext _context = new();
    private readonly Place[] _places = new Place[Places];
    private Facet?[] _trial = [];
    private int[] _seen = [];
    private Facet[] _facets = [];
    private bool[] _isKnown = [];
    private RemainderTable _rests = new(index, [], BitsOfNumber);
    private int _events;
    private int _count;
    private State _state = index.Slots.Length == 0 ? State.Off : State.Trial;

    private enum State
    {
        Trial,
        On,
        Off,
    }

    /// <summary>The class of an event; null where it is not known.</summary>
    /// <param name="read">The event.</param>
    /// <param name="probe">Asks a field for the class that is made.</param>
    public EventClass? Of(Event read, IndexProbe probe)
    {
        if (_state != State.On)
        {
            if (_state == State.Trial)
                Try(read);
            return null;
        }

        // From 1, for a place without a key is free.
        ulong key = 1;
        foreach (var facet in _facets)
        {
            var number = facet.NumberOf(read);
            if (number < 0)
            {
                Drop(facet);
                return null;
            }

            key = key << BitsOfNumber | (uint)number;
        }

        ref var place = ref Find(key);
        if (place.Key == 0)
        {
            if (_count == ClassesMax)
            {
                Drop(_facets.MaxBy(f => f.Count)!);
                return null;
            }

            _count++;
            place.Key = key;
        }

        if (place.Sights < SightsOften && ++place.Sights is SightsMin or SightsOften)
            place.Class = Make(read, key, probe, isOften: place.Sights == SightsOften);
        return place.Class;
    }

    private ref Place Find(ulong key)
    {
        var at = (uint)((key * 0x9E37_79B9_7F4A_7C15) >> 40);
        while (true)
        {
            ref var place = ref _places[at % Places];
            if (place.Key == key || place.Key == 0)
                return ref place;
            at++;
        }
    }

    private EventClass Make(Event read, ulong key, IndexProbe probe, bool isOften)
    {
        var rows = (ulong[])index.Unasked.Clone();
        foreach (var facet in _facets)
            probe.AskField(read, facet.Asked, rows);
        _context.Event = read;
        var asksField = Array.ConvertAll(_isKnown, known => !known);
        return new(index, rows, asksField, _rests, key, _context, leavesOutRefuted: isOften);
    }

    /// <summary>Looks which fields have few values.</summary>
    private void Try(Event read)
    {
        if (_events == 0)
        {
            _trial = [.. index.Slots.Select(s => new Facet(s))];
            _seen = new int[index.Slots.Length];
        }

        for (var i = 0; i < _trial.Length; i++)
        {
            var number = _trial[i]?.NumberOf(read.Get(index.Slots[i].Slot)) ?? 0;
            if (number < 0)
                _trial[i] = null;
            else if (number > 0)
                _seen[i]++;
        }

        if (++_events == TrialEvents)
            Choose();
    }

    private void Choose()
    {
        var weights = index.WeightsOfSlots;
        var chosen = _trial
            .OfType<Facet>()
            .Where(f => _seen[f.Asked.Number] * 8 >= TrialEvents && f.Count <= ValuesMax)
            .OrderByDescending(f => weights[f.Asked.Number] * Math.Min(2, f.Count));
        var facets = new List<Facet>();
        var product = 1;
        foreach (var facet in chosen)
        {
            if (facets.Count == FacetsMax || product * facet.Count > ProductMax)
                continue;
            product *= facet.Count;
            facets.Add(facet);
        }

        Use([.. facets]);
        (_trial, _seen) = ([], []);
    }

    private void Drop(Facet facet) => Use([.. _facets.Where(f => f != facet)]);

    private void Use(Facet[] facets)
    {
        _facets = facets;
        _state = facets.Length == 0 ? State.Off : State.On;
        _count = 0;
        Array.Clear(_places);
        _isKnown = new bool[index.Slots.Length];
        foreach (var facet in facets)
            _isKnown[facet.Asked.Number] = true;
        _rests = new(index, facets, BitsOfNumber);
    }

    private struct Place
    {
        public ulong Key;
        public int Sights;
        public EventClass? Class;
    }
}
