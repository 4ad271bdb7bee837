using Tocsin.Fuzz.Targets;

namespace Tocsin.Fuzz;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new EqlTarget(),
        new EsqlTarget(),
        new KqlTarget(),
        new TomlTarget(),
        new RulesTarget(),
        new JsonTarget(),
        new LuceneTarget(),
        new LikeTarget(),
        new GrokTarget(),
        new DissectTarget(),
        new JavaTarget(),
    ];
}
