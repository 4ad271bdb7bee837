namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>The plain forms of <c>filter_path</c>: which parts of a bulk answer a client reads. Any other form is passed over and everything is sent.</summary>
/// <remarks><c>errors</c> is always sent: a client that does not ask for it does no harm by it, one that looks for it in vain may.</remarks>
internal sealed class BulkFilter
{
    /// <summary>Everything.</summary>
    public static readonly BulkFilter All = new();

    private readonly HashSet<string>? _members;

    private BulkFilter() => (HasTook, HasItems) = (true, true);

    private BulkFilter(bool hasTook, bool hasItems, HashSet<string>? members) =>
        (HasTook, HasItems, _members) = (hasTook, hasItems, members);

    /// <summary>Whether the duration is wanted.</summary>
    public bool HasTook { get; }

    /// <summary>Whether items are wanted.</summary>
    public bool HasItems { get; }

    /// <summary>Whether a member of an item is wanted.</summary>
    public bool Wants(string member) => _members is null || _members.Contains(member);

    /// <summary>Reads the parameter.</summary>
    public static BulkFilter Read(string? filterPath)
    {
        if (string.IsNullOrEmpty(filterPath))
            return All;
        var hasTook = false;
        var hasItems = false;
        var wantsWholeItems = false;
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in filterPath.Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = path.Split('.');
            switch (parts[0])
            {
                case "took" when parts.Length == 1:
                    hasTook = true;
                    break;
                case "errors" when parts.Length == 1:
                    break;
                case "items" when parts.Length <= 2:
                    hasItems = wantsWholeItems = true;
                    break;
                case "items" when parts[2].Length > 0 && !parts[2].Contains('*'):
                    hasItems = true;
                    members.Add(parts[2]);
                    break;
                default:
                    return All;
            }
        }

        return new(hasTook, hasItems, wantsWholeItems ? null : members);
    }
}
