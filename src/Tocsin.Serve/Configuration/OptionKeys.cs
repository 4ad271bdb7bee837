using System.Globalization;
using System.Reflection;
using System.Text;

namespace Tocsin.Serve.Configuration;

/// <summary>How properties of option objects look in the file: keys, kinds of values, defaults, limits.</summary>
internal static class OptionKeys
{
    /// <summary>The keys of an option type, in the order of the properties.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Of(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite)
            .ToDictionary(p => Name(p.Name), StringComparer.Ordinal);

    /// <summary>A property's or value's name as the file writes it: <c>DataFolder</c> is <c>data_folder</c>.</summary>
    public static string Name(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The type of a list's elements; null where it is no list.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;

    /// <summary>Whether a type has keys of its own.</summary>
    public static bool IsObject(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(Secret) && type != typeof(RawSection);

    /// <summary>The names of an enumeration's values.</summary>
    public static IEnumerable<string> NamesOf(Type type) => Enum.GetNames(type).Select(Name);

    /// <summary>What a value must be, in words.</summary>
    public static string KindOf(Type type) =>
        type.IsEnum ? "one of " + string.Join(", ", NamesOf(type).Select(n => $"`{n}`"))
        : type == typeof(bool) ? "`true` or `false`"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(TimeSpan) ? "a duration such as `30s`, `5m` or `7d`"
        : type == typeof(ByteSize) ? "a size such as `512KiB`, `100MiB` or `10GiB`"
        : "a text";

    /// <summary>Reads a value; null where the text is none.</summary>
    public static object? Parse(Type type, string text)
    {
        if (type == typeof(string))
            return text;
        if (type == typeof(Secret))
            return new Secret(text);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().FirstOrDefault(v => Name(v.ToString()!) == text);
        if (type == typeof(bool))
            return text is "true" or "false" ? text == "true" : null;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i)
                ? i
                : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l)
                ? l
                : null;
        if (type == typeof(double))
            return
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d)
                ? d
                : null;
        if (type == typeof(TimeSpan))
            return DurationText.TryParse(text, out var duration) ? duration : null;
        if (type == typeof(ByteSize))
            return ByteSize.TryParse(text, out var size) ? size : null;
        throw new NotSupportedException($"options of the type {type.Name}");
    }

    /// <summary>What a value must be if it is beyond its limits; null where it is within.</summary>
    public static string? LimitOf(PropertyInfo? property, object value)
    {
        var number = value is ByteSize size ? size.Bytes : value as IComparable;
        if (property?.GetCustomAttribute<SettingAttribute>() is not { } setting || number is not { } comparable)
            return null;
        object? Limit(string? text) =>
            text is null ? null
            : Parse(value.GetType(), text) is ByteSize limit ? limit.Bytes
            : Parse(value.GetType(), text);
        if (Limit(setting.Minimum) is { } minimum && comparable.CompareTo(minimum) < 0)
            return $"at least {setting.Minimum}";
        return Limit(setting.Maximum) is { } maximum && comparable.CompareTo(maximum) > 0
            ? $"at most {setting.Maximum}"
            : null;
    }

    /// <summary>A value as the file writes it; null for one that is not shown.</summary>
    public static string? Format(object? value) =>
        value switch
        {
            null or Secret or RawSection => null,
            bool flag => flag ? "true" : "false",
            TimeSpan duration => DurationText.Format(duration),
            Enum name => Name(name.ToString()),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            string text => text,
            System.Collections.IEnumerable list => "[" + string.Join(", ", list.Cast<object>().Select(Format)) + "]",
            _ => value.ToString(),
        };
}
