namespace Tocsin.Core.Languages.Functions.Eql;

/// <summary>The functions of EQL (EQL specification, section 9). A form that ignores case is a function of its own, named with a tilde.</summary>
internal static class EqlFunctions
{
    /// <summary>All functions, in the order of the documentation.</summary>
    public static IReadOnlyList<ScalarFunction> All { get; } =
    [
        new Arithmetic("add"),
        new Between(ignoresCase: false),
        new Between(ignoresCase: true),
        new CidrMatch(),
        new Concat(),
        new Arithmetic("divide"),
        new EndsWith(ignoresCase: false),
        new EndsWith(ignoresCase: true),
        new IndexOf(ignoresCase: false),
        new IndexOf(ignoresCase: true),
        new Length(),
        new Arithmetic("modulo"),
        new Arithmetic("multiply"),
        new Number(),
        new StartsWith(ignoresCase: false),
        new StartsWith(ignoresCase: true),
        new StringFunction(),
        new StringContains(ignoresCase: false),
        new StringContains(ignoresCase: true),
        new Substring(),
        new Arithmetic("subtract"),
    ];
}
