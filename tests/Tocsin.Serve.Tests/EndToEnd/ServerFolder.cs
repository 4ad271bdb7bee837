using Tocsin.Core.Rules;

namespace Tocsin.Serve.Tests.EndToEnd;

/// <summary>A temporary folder with a configuration, rules and data of a server.</summary>
internal sealed class ServerFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tocsin-e2e-").FullName;

    public string Configuration => System.IO.Path.Combine(Path, "serve.yml");

    public string Rules => System.IO.Path.Combine(Path, "rules");

    /// <summary>The built-in rules by the time of events: a recording that is posted arrives hours after it happened.</summary>
    public void WriteRules()
    {
        Directory.CreateDirectory(Rules);
        foreach (var (name, text) in BuiltInRules.ReadAll())
        {
            var lines = text.Split('\n').Where(l => !l.StartsWith("timestamp_override", StringComparison.Ordinal));
            File.WriteAllText(
                System.IO.Path.Combine(Rules, System.IO.Path.GetFileName(name)),
                string.Join('\n', lines)
            );
        }
    }

    /// <summary>Writes a rule's file.</summary>
    public void WriteRule(string name, string toml) =>
        File.WriteAllText(System.IO.Path.Combine(Rules, name + ".toml"), toml);

    /// <summary>Writes the configuration: a free port, this folder, and more.</summary>
    public void Configure(string more = "")
    {
        File.WriteAllText(
            Configuration,
            $"""
            data_folder: {System.IO.Path.Combine(Path, "data")}
            listeners:
              - address: 127.0.0.1:0

            """ + more
        );
    }

    /// <summary>Writes a file of records.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Something of the server's is still being closed; the system clears its temporary folder.
        }
    }
}
