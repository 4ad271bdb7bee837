namespace Tocsin.Serve.Log;

/// <summary>The data folder and its lock: as long as this is not disposed no other server opens the same folder.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The database within the folder.</summary>
    public const string DatabaseName = "tocsin.db";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The database.</summary>
    public string Database => System.IO.Path.Combine(Path, DatabaseName);

    /// <summary>Where segments are.</summary>
    public string Segments => System.IO.Path.Combine(Path, "segments");

    /// <summary>Opens a folder, made where there is none.</summary>
    /// <exception cref="IOException">It is in use by another server, or cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        Create(full);
        Create(System.IO.Path.Combine(full, "segments"));
        FileStream held;
        try
        {
            held = new FileStream(
                System.IO.Path.Combine(full, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new IOException($"the data folder `{full}` is in use by another server", e);
        }

        return new(full, held);
    }

    public void Dispose() => _lock.Dispose();

    // Events and alerts are nobody else's business.
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
