namespace Tocsin.Core.Languages.Eql;

/// <summary><c>head</c> or <c>tail</c>.</summary>
/// <param name="End">Which end of the list is kept.</param>
/// <param name="Count">How many results are kept.</param>
internal readonly record struct EqlPipe(ListEnd End, long Count);

/// <summary>An end of a list of results.</summary>
internal enum ListEnd
{
    /// <summary>The first ones.</summary>
    Head,

    /// <summary>The last ones.</summary>
    Tail,
}
