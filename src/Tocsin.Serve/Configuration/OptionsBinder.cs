using System.Collections;
using System.Globalization;
using System.Reflection;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Serve.Configuration;

/// <summary>Fills option objects from YAML and reports everything that is wrong in one pass, each with its place.</summary>
/// <remarks>
/// A key is the property's name in snake case. A text may refer to the environment (<c>${env:NAME}</c>); for a key <c>x</c> that holds a
/// secret, <c>x_file</c> names a file that holds it.
/// </remarks>
internal sealed class OptionsBinder(SourceText source, DiagnosticBag diagnostics)
{
    private const string FileSuffix = "_file";

    /// <summary>Fills an object.</summary>
    public T Bind<T>(YamlNode node)
        where T : class, new() => (T)BindObject(typeof(T), node, "");

    /// <summary>Fills a list of objects.</summary>
    public IReadOnlyList<T> BindList<T>(YamlNode node)
        where T : class, new() =>
        (IReadOnlyList<T>)(BindValue(typeof(IReadOnlyList<T>), node, "", null) ?? Array.Empty<T>());

    private object BindObject(Type type, YamlNode node, string path)
    {
        var target = Activator.CreateInstance(type)!;
        if (node is not YamlMappingNode mapping)
        {
            if (node is YamlScalarNode { Value: "" or "~" or "null" or null, Style: ScalarStyle.Plain })
                return target;
            Report(ConfigurationDiagnostics.WrongKind, node, NameOf(path), "an object with keys");
            return target;
        }

        var keys = OptionKeys.Of(type);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            var full = path.Length == 0 ? key : $"{path}.{key}";
            if (keys.TryGetValue(key, out var property))
            {
                seen.Add(key);
                if (BindValue(property.PropertyType, value, full, property) is { } bound)
                    property.SetValue(target, bound);
            }
            else if (
                key.EndsWith(FileSuffix, StringComparison.Ordinal)
                && keys.TryGetValue(key[..^FileSuffix.Length], out var secret)
                && secret.PropertyType == typeof(Secret)
            )
            {
                seen.Add(key[..^FileSuffix.Length]);
                if (ReadFile(value, full) is { } text)
                    secret.SetValue(target, new Secret(text));
            }
            else
            {
                ReportUnknown(keyNode, key, full, keys.Keys);
            }
        }

        foreach (var (key, property) in keys)
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { IsRequired: true } && !seen.Contains(key))
                Report(ConfigurationDiagnostics.MissingKey, mapping, path.Length == 0 ? key : $"{path}.{key}");
        }

        return target;
    }

    private object? BindValue(Type type, YamlNode node, string path, PropertyInfo? property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(RawSection))
            return new RawSection(node, source);
        if (OptionKeys.ElementOf(type) is { } element)
            return BindElements(element, node, path);
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return BindTexts(node, path);
        if (OptionKeys.IsObject(type))
            return BindObject(type, node, path);
        return BindScalar(type, node, path, property);
    }

    private IList? BindElements(Type element, YamlNode node, string path)
    {
        if (node is not YamlSequenceNode sequence)
        {
            Report(ConfigurationDiagnostics.WrongKind, node, path, "a list");
            return null;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < sequence.Children.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (BindValue(element, sequence.Children[i], at, null) is { } value)
                list.Add(value);
        }

        return list;
    }

    private Dictionary<string, string>? BindTexts(YamlNode node, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            Report(ConfigurationDiagnostics.WrongKind, node, path, "an object of texts");
            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (BindScalar(typeof(string), value, $"{path}.{key}", null) is string text)
                texts[key] = text;
        }

        return texts;
    }

    private object? BindScalar(Type type, YamlNode node, string path, PropertyInfo? property)
    {
        var kind = OptionKeys.KindOf(type);
        if (node is not YamlScalarNode { Value: { } written })
        {
            Report(ConfigurationDiagnostics.WrongKind, node, path, kind);
            return null;
        }

        if (Expand(written, node, path) is not { } text)
            return null;
        var value = OptionKeys.Parse(type, text);
        if (value is null)
        {
            var shown = type.IsEnum ? NearestName.Find(text, OptionKeys.NamesOf(type)) : null;
            var help = shown is null ? null : $"did you mean `{shown}`?";
            diagnostics.Add(new(ConfigurationDiagnostics.WrongKind, source, SpanOf(node), [path, kind], Help: help));
            return null;
        }

        if (OptionKeys.LimitOf(property, value) is { } limit)
        {
            Report(ConfigurationDiagnostics.OutOfRange, node, path, limit);
            return null;
        }

        return value;
    }

    /// <summary>Puts the values of environment variables into a text; null, reported, where one is not set.</summary>
    private string? Expand(string text, YamlNode node, string path)
    {
        const string Begin = "${env:";
        var at = text.IndexOf(Begin, StringComparison.Ordinal);
        while (at >= 0)
        {
            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                Report(ConfigurationDiagnostics.BadReference, node, path, "`${env:` without `}`");
                return null;
            }

            var name = text[(at + Begin.Length)..end];
            if (Environment.GetEnvironmentVariable(name) is not { } value)
            {
                Report(
                    ConfigurationDiagnostics.BadReference,
                    node,
                    path,
                    $"the environment variable `{name}` is not set"
                );
                return null;
            }

            text = string.Concat(text.AsSpan(0, at), value, text.AsSpan(end + 1));
            at = text.IndexOf(Begin, at + value.Length, StringComparison.Ordinal);
        }

        return text;
    }

    private string? ReadFile(YamlNode node, string path)
    {
        if (node is not YamlScalarNode { Value: { Length: > 0 } file } || Expand(file, node, path) is not { } name)
        {
            Report(ConfigurationDiagnostics.WrongKind, node, path, "a file's path");
            return null;
        }

        try
        {
            return File.ReadAllText(name).TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure.Message.ReplaceLineEndings(" ").TrimEnd('.');
            Report(ConfigurationDiagnostics.BadReference, node, path, reason);
            return null;
        }
    }

    private void ReportUnknown(YamlNode node, string key, string full, IEnumerable<string> known)
    {
        var nearest = NearestName.Find(key, known);
        var help = nearest is null
            ? "known here: " + string.Join(", ", known.Select(k => $"`{k}`"))
            : $"did you mean `{nearest}`?";
        diagnostics.Add(new(ConfigurationDiagnostics.UnknownKey, source, SpanOf(node), [full], Help: help));
    }

    private void Report(DiagnosticDescriptor descriptor, YamlNode node, params object[] arguments) =>
        diagnostics.Add(new(descriptor, source, SpanOf(node), arguments));

    private static string NameOf(string path) => path.Length == 0 ? "the file" : path;

    private static TextSpan SpanOf(YamlNode node) =>
        node is YamlScalarNode
            ? TextSpan.FromBounds((int)node.Start.Index, (int)node.End.Index)
            : new((int)node.Start.Index, 1);
}
