using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Sources.Formats;

/// <summary>The old names of an alert's fields, by which some rules over alerts still ask: aliases in the index of alerts.</summary>
internal static class AlertNames
{
    private const string OldPrefix = "signal.rule.";
    private const string NewPrefix = "kibana.alert.rule.";

    /// <summary>Where the values of a field stand: under its own name, or under the one that it has today.</summary>
    public static FieldOrigin OriginOf(string field)
    {
        // What a rule was made of is an object, and has no old name.
        if (
            !field.StartsWith(OldPrefix, StringComparison.Ordinal)
            || field.StartsWith(OldPrefix + "parameters", StringComparison.Ordinal)
        )
            return FieldOrigin.Path(field);
        var name = NewPrefix + field[OldPrefix.Length..];
        // The one field of that kind that is the alert's own.
        return field == OldPrefix + "building_block_type"
            ? FieldOrigin.FirstOf(field, "kibana.alert.building_block_type", name)
            : FieldOrigin.FirstOf(field, name);
    }
}
