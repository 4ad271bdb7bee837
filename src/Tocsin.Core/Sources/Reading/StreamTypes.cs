using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Reading;

/// <summary>The declared types of slots for each index, asked once and kept.</summary>
/// <remarks>Belongs to one reader.</remarks>
internal sealed class StreamTypes(IFieldTypes types, DataStreams streams)
{
    /// <summary>How many paths are remembered; keys are what records hold, so there is no end of them.</summary>
    private const int PathsMax = 4096;

    private readonly List<SlotTypes?> _byStream = [];
    private readonly Dictionary<(int StreamId, string Path), DataType> _byPath = [];

    /// <summary>The types for an index.</summary>
    public SlotTypes Of(int streamId, int slots)
    {
        while (_byStream.Count <= streamId)
            _byStream.Add(null);
        var known = _byStream[streamId] ??= new(types, streams.NameOf(streamId));
        known.Reserve(slots);
        return known;
    }

    /// <summary>The declared type of any path in an index.</summary>
    public DataType TypeOf(int streamId, string path)
    {
        if (_byPath.TryGetValue((streamId, path), out var known))
            return known;
        var type = types.Describe(streams.NameOf(streamId), path).Type;
        if (_byPath.Count < PathsMax)
            _byPath[(streamId, path)] = type;
        return type;
    }
}

/// <summary>The declared types of slots in one index.</summary>
internal sealed class SlotTypes(IFieldTypes types, string index)
{
    private SlotType[] _slots = [];
    private ReadPlan? _directPlan;
    private int[] _direct = [];

    /// <summary>The index as the value of <c>_index</c>.</summary>
    public Value IndexName { get; } = Value.FromText(index);

    /// <summary>Makes room for as many slots.</summary>
    public void Reserve(int slots)
    {
        if (_slots.Length < slots)
            Array.Resize(ref _slots, Math.Max(slots, _slots.Length * 2));
    }

    /// <summary>How slots are read that take few steps (<see cref="DirectSlot"/>), as far as that is known for a plan.</summary>
    public int[] DirectOf(ReadPlan plan)
    {
        if (!ReferenceEquals(_directPlan, plan) || _direct.Length < plan.SlotCount)
        {
            _directPlan = plan;
            _direct = new int[plan.SlotCount];
        }

        return _direct;
    }

    /// <summary>The type of a slot.</summary>
    public ref readonly SlotType Of(int slot, string path)
    {
        ref var known = ref _slots[slot];
        if (!known.IsKnown)
        {
            var field = types.Describe(index, path);
            var isLowercase =
                (field.Traits & FieldTraits.Lowercase) != 0 || path.EndsWith(".caseless", StringComparison.Ordinal);
            known = new(true, field.Type, isLowercase);
        }

        return ref known;
    }
}

/// <summary>The type of one slot.</summary>
/// <param name="IsKnown">Whether it was asked for.</param>
/// <param name="Type">The declared type.</param>
/// <param name="IsLowercase">Whether its texts are lower-cased.</param>
internal readonly record struct SlotType(bool IsKnown, DataType Type, bool IsLowercase);
