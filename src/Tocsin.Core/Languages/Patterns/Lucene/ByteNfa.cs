namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>A nondeterministic automaton over bytes. Immutable.</summary>
/// <remarks>States are numbers from 0. A state has steps for bytes, or empty steps, or accepts for one of the plain parts of the expression.</remarks>
internal sealed class ByteNfa
{
    private readonly byte[] _classOf = new byte[256];

    public ByteNfa(IReadOnlyList<NfaState> states, IReadOnlyList<int> starts, AcceptFormula formula, int partCount)
    {
        States = [.. states];
        Starts = [.. starts];
        Formula = formula;
        PartCount = partCount;
        Representatives = MakeClasses();
    }

    public NfaState[] States { get; }

    /// <summary>Where all plain parts begin.</summary>
    public int[] Starts { get; }

    public AcceptFormula Formula { get; }

    /// <summary>How many plain parts there are.</summary>
    public int PartCount { get; }

    /// <summary>For each class of bytes that no step tells apart, one of them.</summary>
    public byte[] Representatives { get; }

    /// <summary>The class of each byte.</summary>
    public ReadOnlySpan<byte> ClassOf => _classOf;

    private byte[] MakeClasses()
    {
        var begins = new bool[257];
        begins[0] = true;
        foreach (var state in States)
        {
            foreach (var step in state.Steps)
            {
                begins[step.Range.First] = true;
                begins[step.Range.Last + 1] = true;
            }
        }

        var representatives = new List<byte>();
        for (var value = 0; value < 256; value++)
        {
            if (begins[value])
                representatives.Add((byte)value);
            _classOf[value] = (byte)(representatives.Count - 1);
        }

        return [.. representatives];
    }
}

/// <summary>A state of a <see cref="ByteNfa"/>.</summary>
/// <param name="Steps">Where bytes lead; ranges may overlap.</param>
/// <param name="Empty">Where it leads without a byte.</param>
/// <param name="AcceptedPart">The plain part that it accepts for, or -1.</param>
internal sealed record NfaState(NfaStep[] Steps, int[] Empty, int AcceptedPart)
{
    /// <summary>Whether a set of states must hold it; states with empty steps alone stand for those they lead to.</summary>
    public bool Counts => Steps.Length > 0 || AcceptedPart >= 0;
}

/// <summary>A step for some bytes.</summary>
internal readonly record struct NfaStep(ByteRange Range, int Target);
