using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources;

namespace Tocsin.Serve.Live;

/// <summary>The rules in force and what it takes to read events for them.</summary>
/// <param name="Rules">The rules, compiled.</param>
/// <param name="Fields">The fields that they read.</param>
/// <param name="Streams">The names of indices.</param>
/// <param name="CreateReader">Makes the reader of a thread.</param>
internal sealed record LiveRuleSet(
    CompiledRules Rules,
    FieldTable Fields,
    DataStreams Streams,
    Func<EventReader> CreateReader
);
