using System.Runtime.CompilerServices;

namespace Tocsin.Tests;

/// <summary>Finds the repository and the conformance data beside it.</summary>
internal static class SharedData
{
    /// <summary>The root of the repository.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>A file or folder of the repository.</summary>
    public static string InRepository(string path) => Path.Combine(RepositoryRoot, path);

    /// <summary>A file or folder of the data beside the repository (<c>../shared</c>); skips the test where the data is absent.</summary>
    public static string Require(string path)
    {
        var full = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", path));
        Assert.SkipUnless(Path.Exists(full), $"needs ../shared/{path} beside the repository");
        return full;
    }

    /// <summary>The lines of a file of that data, for theory rows; none where it is absent (then write `[Theory(SkipTestWithoutData = true)]`).</summary>
    public static IEnumerable<string> LinesOrNone(string path)
    {
        var full = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", path));
        return File.Exists(full) ? File.ReadLines(full) : [];
    }

    /// <summary>The files of a folder of that data that fit a pattern, by name, for theory rows; none where it is absent.</summary>
    public static IEnumerable<string> FilesOrNone(string folder, string pattern)
    {
        var full = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", folder));
        return Directory.Exists(full) ? Directory.GetFiles(full, pattern).Order(StringComparer.Ordinal) : [];
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
