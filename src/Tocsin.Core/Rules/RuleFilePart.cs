using System.Security;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>Reads rule files one after the other, each by itself. One thread at a time.</summary>
internal sealed class RuleFilePart
{
    private readonly TextPool _pool = new();
    private byte[] _buffer = new byte[64 * 1024];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="isNamed">Whether the user named this very file; a file met in a folder may be something else.</param>
    /// <returns>What it holds, and what is wrong with it.</returns>
    public (LoadedRules Loaded, DiagnosticBag Diagnostics) Load(string path, bool isNamed)
    {
        var (loaded, diagnostics) = (new LoadedRules(), new DiagnosticBag());
        ReadOnlySpan<byte> bytes;
        try
        {
            bytes = ReadBytes(path);
        }
        catch (Exception exception) when (IsFileProblem(exception))
        {
            FailToOpen(path, exception, diagnostics);
            return (loaded, diagnostics);
        }

        loaded.FileCount++;
        var loader = new RuleLoader(loaded, diagnostics, _pool);
        if (IsJson(path, bytes))
            loader.LoadJson(bytes, path);
        else
            loader.LoadToml(bytes, path, isNamed);
        var count = loaded.RuleCount + loaded.ExceptionItems.Count + loaded.ExceptionLists.Count;
        if (isNamed && count == 0 && diagnostics.Count == 0)
            diagnostics.Report(RuleDiagnostics.NoRules, SourceText.From("", path), default, path);
        return (loaded, diagnostics);
    }

    /// <summary>The bytes of a file, in a buffer that the next file uses again.</summary>
    private ReadOnlySpan<byte> ReadBytes(string path)
    {
        using var file = File.OpenHandle(path);
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
            var read = RandomAccess.Read(file, _buffer.AsSpan(length), length);
            if (read == 0)
                return _buffer.AsSpan(0, length);
            length += read;
        }
    }

    /// <summary>By the file's name, else by its first character: a file that is named may be called anything.</summary>
    private static bool IsJson(string path, ReadOnlySpan<byte> bytes)
    {
        if (path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase))
            return false;
        return path.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || bytes.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }

    /// <summary>Whether a file could not be opened or read, for which the program is not to blame.</summary>
    public static bool IsFileProblem(Exception exception) =>
        exception
            is IOException
                or UnauthorizedAccessException
                or SecurityException
                or ArgumentException
                or NotSupportedException;

    /// <summary>Reports a file or folder that could not be read.</summary>
    public static void FailToOpen(string path, Exception exception, DiagnosticBag diagnostics)
    {
        var reason = exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file or folder",
            UnauthorizedAccessException or SecurityException => "access is denied",
            _ => exception.Message.TrimEnd('.'),
        };
        diagnostics.Report(RuleDiagnostics.CannotOpen, SourceText.From("", path), default, path, reason);
    }
}
