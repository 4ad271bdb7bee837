using System.Text.Json;

namespace Tocsin.Core.Alerts;

/// <summary>Finds values by dotted path; dotted keys and nested objects are the same, arrays are looked into.</summary>
internal static class JsonPaths
{
    /// <summary>All that stands at a path, arrays taken apart: scalars and objects, no nulls.</summary>
    public static void Collect(JsonElement element, ReadOnlySpan<char> path, List<JsonElement> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item, path, found);
                break;
            case JsonValueKind.Object when path.Length > 0:
                foreach (var property in element.EnumerateObject())
                {
                    if (TryStep(property.Name, path, out var rest))
                        Collect(property.Value, rest, found);
                }

                break;
            case JsonValueKind.Null:
            case JsonValueKind.Undefined:
                break;
            default:
                if (path.Length == 0)
                    found.Add(element);
                break;
        }
    }

    /// <summary>What is left of a path behind a key, if the key is its beginning.</summary>
    private static bool TryStep(string name, ReadOnlySpan<char> path, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (name.Length == 0 || !path.StartsWith(name, StringComparison.Ordinal))
            return false;
        if (path.Length == name.Length)
            return true;
        rest = path[(name.Length + 1)..];
        return path[name.Length] == '.' && rest.Length > 0;
    }
}
