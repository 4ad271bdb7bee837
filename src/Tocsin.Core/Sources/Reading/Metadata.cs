namespace Tocsin.Core.Sources.Reading;

/// <summary>Fields of the hit rather than of the document (ES|QL specification, 7.1).</summary>
internal enum MetadataField
{
    Id,
    Index,
    Version,
    Source,
    Ignored,
    IndexMode,
}

/// <summary>The names of metadata fields.</summary>
internal static class Metadata
{
    /// <summary>The metadata field of a name.</summary>
    public static bool TryGet(string name, out MetadataField field)
    {
        (field, var isKnown) = name switch
        {
            "_id" => (MetadataField.Id, true),
            "_index" => (MetadataField.Index, true),
            "_version" => (MetadataField.Version, true),
            "_source" => (MetadataField.Source, true),
            "_ignored" => (MetadataField.Ignored, true),
            "_index_mode" => (MetadataField.IndexMode, true),
            _ => default,
        };
        return isKnown;
    }
}
