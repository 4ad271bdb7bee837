using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Text;

namespace Tocsin.Cli.Options;

/// <summary>Reads the files of <c>--types</c>.</summary>
internal static class TypesFiles
{
    /// <summary>The types of a run; what is wrong with the files goes to the diagnostics.</summary>
    public static FieldTypes Load(IEnumerable<string> values, bool isStrict, DiagnosticBag diagnostics)
    {
        var overrides = new TypeOverrides();
        foreach (var value in values)
        {
            var (index, path) = TypeOverrides.SplitOption(value);
            // `=` may also stand in a file's name.
            if (!File.Exists(path) && File.Exists(value))
                (index, path) = (null, value);
            overrides.Add(index, SourceText.From(Read("--types", path), path), diagnostics);
        }

        return new FieldTypes(overrides, isStrict);
    }

    /// <summary>The text of a file that an option names.</summary>
    public static string Read(string option, string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException
                ? "no such file"
                : "the file cannot be read";
            throw new CallException($"{option}: {path}: {reason}");
        }
    }
}
