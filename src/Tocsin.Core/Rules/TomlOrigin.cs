using System.Text.Json.Nodes;

namespace Tocsin.Core.Rules;

/// <summary>A rule as its file has it, in NDJSON form.</summary>
/// <param name="Document">All fields, those that nothing here uses included.</param>
/// <param name="Origin">What a TOML file says beyond that, or null.</param>
internal sealed record RuleDocument(JsonObject Document, TomlOrigin? Origin);

/// <summary>What a TOML rule file says that the NDJSON form has no place for, so that writing the file again loses nothing.</summary>
/// <param name="Metadata">The <c>[metadata]</c> table.</param>
/// <param name="Note">The note as the file has it, where the NDJSON form differs: with its setup section and placeholders.</param>
/// <param name="Transform">The <c>[transform]</c> table that fills the placeholders.</param>
/// <param name="ThreatMappings">The authors' second framework versions, which NDJSON drops.</param>
internal sealed record TomlOrigin(JsonObject Metadata, string? Note, JsonObject? Transform, JsonNode? ThreatMappings);
