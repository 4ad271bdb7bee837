namespace Tocsin.Core.Sinks;

/// <summary>A result file that appears whole or not at all: written beside its place under another name, then renamed.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;
    private bool _done;

    private OutputFile(string path, string? temporary, Stream stream)
    {
        _path = path;
        _temporary = temporary;
        Stream = stream;
    }

    /// <summary>Where to write.</summary>
    public Stream Stream { get; }

    /// <summary>Begins a file.</summary>
    /// <exception cref="IOException">Its folder is not there, or cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public static OutputFile Create(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"`{path}` is a folder");
        var full = Path.GetFullPath(path);
        // A link goes on pointing where it points.
        if (File.Exists(full))
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        if (IsDevice(full))
            return new OutputFile(
                full,
                null,
                new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)
            );
        var temporary = full + ".part";
        var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        return new OutputFile(full, temporary, stream);
    }

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        Stream.Dispose();
        if (_temporary is not null)
            File.Move(_temporary, _path, overwrite: true);
        _done = true;
    }

    /// <summary>Drops what was not committed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_done && _temporary is not null)
            File.Delete(_temporary);
    }

    /// <summary>Whether a path is something that is written to and never replaced: <c>/dev/null</c>, a terminal, a pipe.</summary>
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && File.Exists(path)
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));
}
