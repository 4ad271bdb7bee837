namespace Tocsin.Core.Engine.Index;

/// <summary>Bounds a search for clauses: how deep it goes, and how much it looks at in all.</summary>
/// <remarks>Columns can be defined by each other, so the tree that is looked at may be exponentially larger than the query.</remarks>
internal sealed class SearchBudget
{
    private const int DepthMax = 400;
    private const int StepsMax = 200_000;

    private int _depth;
    private int _steps;

    /// <summary>Goes one level deeper; false where the search must give up.</summary>
    public bool TryEnter()
    {
        if (_depth >= DepthMax || _steps >= StepsMax)
            return false;
        _depth++;
        _steps++;
        return true;
    }

    /// <summary>Comes back from a level.</summary>
    public void Leave() => _depth--;
}
