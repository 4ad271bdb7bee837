using System.Text;
using System.Text.Json;
using Tocsin.Core.Sources.Json;

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

    /// <summary>As the other, over a tape.</summary>
    public static void Collect(JsonItem item, ReadOnlySpan<byte> path, List<JsonItem> found)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var inside in item.EnumerateChildren())
                    Collect(inside, path, found);
                break;
            case JsonValueKind.Object when path.Length > 0:
                foreach (var member in item.EnumerateChildren())
                {
                    if (TryStep(member, path, out var rest))
                        Collect(member, rest, found);
                }

                break;
            case JsonValueKind.Null:
            case JsonValueKind.Undefined:
                break;
            default:
                if (path.Length == 0)
                    found.Add(item);
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

    /// <summary>As the other, for the name of a member.</summary>
    private static bool TryStep(JsonItem member, ReadOnlySpan<byte> path, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        var raw = member.RawName;
        if (raw.Length == 0 || (raw[0] != path[0] && !member.HasEscapedName))
            return false;
        using var unescaped = member.UnescapedName();
        var name = unescaped.Text;
        if (!path.StartsWith(name))
            return false;
        if (path.Length == name.Length)
            return true;
        if (path[name.Length] != '.' || path.Length == name.Length + 1)
            return false;
        rest = path[(name.Length + 1)..];
        return true;
    }
}
