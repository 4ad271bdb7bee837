namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>
/// What intersections and complements around the plain parts of an expression say about which of these parts must accept. It lets one run over the
/// input decide all of them, without a product of automata.
/// </summary>
internal abstract record AcceptFormula
{
    /// <summary>Whether the whole accepts.</summary>
    /// <param name="accepted">For each plain part whether it accepts.</param>
    public abstract bool Holds(ReadOnlySpan<bool> accepted);
}

/// <summary>A plain part accepts.</summary>
internal sealed record AcceptPart(int Index) : AcceptFormula
{
    public override bool Holds(ReadOnlySpan<bool> accepted) => accepted[Index];
}

/// <summary>All of several hold.</summary>
internal sealed record AcceptAll(IReadOnlyList<AcceptFormula> Parts) : AcceptFormula
{
    public override bool Holds(ReadOnlySpan<bool> accepted)
    {
        foreach (var part in Parts)
        {
            if (!part.Holds(accepted))
                return false;
        }

        return true;
    }
}

/// <summary>One of several holds.</summary>
internal sealed record AcceptAny(IReadOnlyList<AcceptFormula> Parts) : AcceptFormula
{
    public override bool Holds(ReadOnlySpan<bool> accepted)
    {
        foreach (var part in Parts)
        {
            if (part.Holds(accepted))
                return true;
        }

        return false;
    }
}

/// <summary>It does not hold.</summary>
internal sealed record AcceptNot(AcceptFormula Part) : AcceptFormula
{
    public override bool Holds(ReadOnlySpan<bool> accepted) => !Part.Holds(accepted);
}
