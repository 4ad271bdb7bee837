using System.CommandLine;
using Tocsin.Core.Engine;

namespace Tocsin.Cli.Options;

/// <summary>The option <c>--semantics</c>.</summary>
internal sealed class SemanticsOption
{
    /// <summary>The option.</summary>
    public Option<string?> Option { get; } =
        new("--semantics")
        {
            HelpName = "tocsin|elastic",
            Description =
                "`tocsin`: one alert an episode, every due tick, no cut. `elastic`: what Elastic Security does, duplicates and cuts included.",
        };

    /// <summary>What a call asks for.</summary>
    public RunSemantics Of(ParseResult call)
    {
        var name = call.GetValue(Option) ?? "tocsin";
        return RunSemanticsNames.All.TryGetValue(name, out var semantics)
            ? semantics
            : throw new CallException($"unknown semantics `{name}`", "semantics are `tocsin` and `elastic`");
    }
}
