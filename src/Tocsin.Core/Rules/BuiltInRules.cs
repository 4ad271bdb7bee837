namespace Tocsin.Core.Rules;

/// <summary>The rules of the repository's <c>rules/</c> folder, which run where the user gives no others.</summary>
internal static class BuiltInRules
{
    private const string Prefix = "Tocsin.Core.BuiltInRules.";

    /// <summary>The rule files, sorted by name: the file's name and its TOML text.</summary>
    public static IReadOnlyList<(string Name, string Text)> ReadAll()
    {
        var assembly = typeof(BuiltInRules).Assembly;
        var files = new List<(string, string)>();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            files.Add((resource[Prefix.Length..], reader.ReadToEnd()));
        }

        return files;
    }
}
