using Tocsin.Core.Languages.Functions.Eql;

namespace Tocsin.Core.Languages.Functions;

/// <summary>The scalar functions and operators of a language by name.</summary>
/// <remarks>The lists are written out (<see cref="EsqlFunctions"/>): nothing is found by reflection. Names are compared without regard to case.</remarks>
internal sealed class FunctionRegistry
{
    private readonly Dictionary<string, ScalarFunction> _byName;

    /// <param name="functions">All functions; no two share a name or alias.</param>
    public FunctionRegistry(IReadOnlyList<ScalarFunction> functions)
    {
        All = functions;
        _byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (var function in functions)
        {
            _byName.Add(function.Name, function);
            foreach (var alias in function.Aliases)
                _byName.Add(alias, function);
        }
    }

    /// <summary>The functions of ES|QL and its operators, which have names such as <c>+</c>, <c>==</c>, <c>IN</c>, <c>LIKE</c>, <c>NEG</c>.</summary>
    public static FunctionRegistry Esql { get; } = new(EsqlFunctions.All);

    /// <summary>The functions of EQL; those that ignore case end in <c>~</c>. Its operators are the functions <c>add</c>, <c>subtract</c>, …</summary>
    public static FunctionRegistry Eql { get; } = new(EqlFunctions.All);

    /// <summary>Every function once, in the order of the documentation.</summary>
    public IReadOnlyList<ScalarFunction> All { get; }

    /// <summary>Names and aliases that are words, sorted, to suggest from.</summary>
    public IEnumerable<string> Names => _byName.Keys.Where(n => char.IsAsciiLetter(n[0])).Order(StringComparer.Ordinal);

    /// <summary>The function of a name or alias in any case, or null.</summary>
    public ScalarFunction? Find(string name) => _byName.GetValueOrDefault(name);
}
