using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace Tocsin.Serve.Configuration;

/// <summary>A key of the configuration.</summary>
/// <param name="Path">Where it stands, from the root: <c>intake.follow[].path</c>.</param>
/// <param name="Property">The property that it fills.</param>
/// <param name="Setting">What it means; null where nobody says.</param>
/// <param name="Default">Its default as the file would write it; null where there is none to show.</param>
internal sealed record ConfigurationKey(string Path, PropertyInfo Property, SettingAttribute? Setting, string? Default);

/// <summary>Describes every key of the configuration, as a page for people and as a schema for editors.</summary>
internal static class ConfigurationReference
{
    /// <summary>All keys below an option type, in order.</summary>
    public static IEnumerable<ConfigurationKey> Properties(Type type, string prefix = "")
    {
        var defaults = Activator.CreateInstance(type);
        foreach (var (name, property) in OptionKeys.Of(type))
        {
            var path = prefix + name;
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var element = OptionKeys.ElementOf(value);
            var holds = element ?? value;
            var isObject = OptionKeys.IsObject(holds) && !IsTexts(holds);
            yield return new(
                path,
                property,
                property.GetCustomAttribute<SettingAttribute>(),
                isObject ? null : DefaultOf(property.GetValue(defaults))
            );
            if (!isObject)
                continue;
            foreach (var key in Properties(holds, element is null ? $"{path}." : $"{path}[]."))
                yield return key;
        }
    }

    /// <summary>The keys as a table of Markdown for each section.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        string? section = null;
        foreach (var key in Properties(typeof(ServeOptions)))
        {
            var top = key.Path.Split('.', '[')[0];
            if (top != section)
            {
                text.Append(section is null ? "" : "\n").Append($"## `{top}`\n\n");
                text.Append(key.Setting?.Description).Append('\n');
                if (key.Path == top && !HasKeys(key))
                    text.Append($"Kind: {KindOf(key)}.{(key.Default is null ? "" : $" Default: `{key.Default}`.")}\n");
                else
                    text.Append("\n| key | kind | default | |\n| --- | --- | --- | --- |\n");
                section = top;
                continue;
            }

            var required = key.Setting is { IsRequired: true } ? " Required." : "";
            var shown = key.Default is null ? "" : $"`{key.Default}`";
            text.Append($"| `{key.Path}` | {KindOf(key)} | {shown} | {key.Setting?.Description}{required} |\n");
        }

        return text.ToString();
    }

    /// <summary>A JSON schema (2020-12) of the file.</summary>
    public static JsonObject Schema()
    {
        var schema = ObjectSchema(typeof(ServeOptions));
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Configuration of tocsin serve");
        return schema;
    }

    private static JsonObject ObjectSchema(Type type)
    {
        var members = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, property) in OptionKeys.Of(type))
        {
            var setting = property.GetCustomAttribute<SettingAttribute>();
            var value = ValueSchema(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            value["description"] = setting?.Description;
            members[name] = value;
            if (property.PropertyType == typeof(Secret))
                members[name + "_file"] = new JsonObject
                {
                    ["type"] = "string",
                    ["description"] = $"A file that holds the value of `{name}`.",
                };
            if (setting is { IsRequired: true })
                required.Add(name);
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = members,
        };
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    private static JsonObject ValueSchema(Type type)
    {
        if (type == typeof(RawSection))
            return [];
        if (OptionKeys.ElementOf(type) is { } element)
            return new() { ["type"] = "array", ["items"] = ValueSchema(element) };
        if (IsTexts(type))
            return new()
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            };
        if (OptionKeys.IsObject(type))
            return ObjectSchema(type);
        if (type.IsEnum)
            return new() { ["enum"] = new JsonArray([.. OptionKeys.NamesOf(type).Select(n => JsonValue.Create(n))]) };
        if (type == typeof(TimeSpan))
            return new() { ["type"] = "string", ["pattern"] = @"^(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$|\$\{env:" };
        if (type == typeof(ByteSize))
            return new() { ["type"] = "string", ["pattern"] = @"^\d+(\.\d+)? ?([KMGT]i?)?B$|\$\{env:" };
        var name =
            type == typeof(bool) ? "boolean"
            : type == typeof(int) || type == typeof(long) ? "integer"
            : type == typeof(double) ? "number"
            : "string";
        return new() { ["type"] = name };
    }

    private static bool HasKeys(ConfigurationKey key)
    {
        var type = Nullable.GetUnderlyingType(key.Property.PropertyType) ?? key.Property.PropertyType;
        var holds = OptionKeys.ElementOf(type) ?? type;
        return OptionKeys.IsObject(holds) && !IsTexts(holds);
    }

    private static string KindOf(ConfigurationKey key)
    {
        var type = Nullable.GetUnderlyingType(key.Property.PropertyType) ?? key.Property.PropertyType;
        if (type == typeof(RawSection))
            return "a list of objects";
        if (type == typeof(Secret))
            return $"a secret text; or `{key.Path.Split('.')[^1]}_file`, a file that holds it";
        if (IsTexts(type))
            return "an object of texts";
        if (OptionKeys.ElementOf(type) is not { } element)
            return OptionKeys.IsObject(type) ? "an object" : OptionKeys.KindOf(type).Split(" such as")[0];
        return OptionKeys.IsObject(element) ? "a list of objects"
            : element.IsEnum ? "a list of " + string.Join(", ", OptionKeys.NamesOf(element).Select(n => $"`{n}`"))
            : "a list of texts";
    }

    private static bool IsTexts(Type type) => type == typeof(IReadOnlyDictionary<string, string>);

    private static string? DefaultOf(object? value) =>
        value is IReadOnlyDictionary<string, string> ? null
        : OptionKeys.Format(value) is { Length: > 0 } text && text != "[]" ? text
        : null;
}
