namespace Tocsin.Bench.EcsGenerator;

/// <summary>A program that runs: its path, its parent's, and what is behind its name.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Parent">The parent's executable.</param>
/// <param name="Arguments">Its arguments; <c>#</c> stands for a number.</param>
internal sealed record RunningProgram(string Path, string Parent, string Arguments)
{
    public string Name => Path[(Path.LastIndexOfAny(['/', '\\']) + 1)..];

    public string ParentName => Parent[(Parent.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>Reads a list: path, parent and arguments on a line each, with bars between.</summary>
    public static RunningProgram[] Read(string lines) =>
        [
            .. lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
                .Select(p => new RunningProgram(p[0], p[1], p[2])),
        ];

    /// <summary>The arguments with numbers filled in.</summary>
    public string Fill(Dice dice) =>
        string.Concat(Arguments.Split('#').Select((p, i) => i == 0 ? p : dice.Next(90_000) + p));
}
