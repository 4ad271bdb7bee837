namespace Tocsin.Serve.Configuration;

/// <summary>Says what a key of the configuration means. The page of the keys and the schema are made of it.</summary>
/// <param name="description">One or two sentences.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What the key means.</summary>
    public string Description { get; } = description;

    /// <summary>The least value, as it would be written in the file; null for no limit.</summary>
    public string? Minimum { get; init; }

    /// <summary>The greatest value, as it would be written in the file; null for no limit.</summary>
    public string? Maximum { get; init; }

    /// <summary>Whether the key must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>A value to show; null where the default says enough.</summary>
    public string? Example { get; init; }
}
