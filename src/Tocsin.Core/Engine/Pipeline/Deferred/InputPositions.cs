using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>Where the values of a row begin and end, and those of the row before: so that a value which says the same again need not be read.</summary>
/// <remarks>The bytes of the row before must stay as they are while the next is looked at. One thread at a time.</remarks>
/// <param name="count">How many values a row has.</param>
internal sealed class InputPositions(int count)
{
    private byte[]? _block;
    private byte[]? _blockBefore;
    private int[] _ends = new int[count + 1];
    private int[] _endsBefore = new int[count + 1];

    /// <summary>Forgets the row before.</summary>
    public void Reset() => _block = null;

    /// <summary>Lets go of the bytes that it looked at.</summary>
    public void Release() => (_block, _blockBefore) = (null, null);

    /// <summary>Goes to a row.</summary>
    /// <param name="block">Holds the row.</param>
    /// <param name="start">Where its values begin.</param>
    /// <param name="count">How many of them will be asked for.</param>
    public void Enter(byte[] block, int start, int count)
    {
        _blockBefore = _block;
        _block = block;
        (_ends, _endsBefore) = (_endsBefore, _ends);
        _ends[0] = start;
        for (var i = 0; i < count; i++)
        {
            PackedValues.Skip(block, ref start);
            _ends[i + 1] = start;
        }
    }

    /// <summary>Whether a value has the same bytes as in the row before.</summary>
    public bool IsAsBefore(int place) =>
        _blockBefore is not null
        && _block!
            .AsSpan(_ends[place].._ends[place + 1])
            .SequenceEqual(_blockBefore.AsSpan(_endsBefore[place].._endsBefore[place + 1]));

    /// <summary>Reads a value, which borrows the row's bytes.</summary>
    public Value Read(int place)
    {
        var position = _ends[place];
        return PackedValues.Read(_block!, ref position);
    }
}
