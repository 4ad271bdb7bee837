namespace Tocsin.Bench.EcsGenerator;

/// <summary>Some minutes of a made-up company: endpoints, containers, clusters, clouds.</summary>
/// <remarks>
/// Nearly everything is benign and comes again and again; every few thousand events somebody does what a rule looks for, so that a run shows
/// alerts. Events of all sources come in one stream in the order of time.
/// </remarks>
internal sealed class Traffic
{
    private const long FirstMillis = 1_772_409_600_000;

    /// <summary>Three a second of each of five hundred machines, as endpoint logs have them.</summary>
    private const long EventsPerSecond = 1500;

    private static readonly string[] FirstNames =
    [
        "alice",
        "bob",
        "carol",
        "dave",
        "erin",
        "frank",
        "grace",
        "heidi",
        "ivan",
        "judy",
        "mallory",
        "niaj",
        "olivia",
        "peggy",
        "rupert",
        "sybil",
        "trent",
        "victor",
        "walter",
        "wendy",
    ];

    private readonly Dice _dice;
    private readonly Stream _output;

    public Traffic(Dice dice, Stream output) => (_dice, _output) = (dice, output);

    /// <summary>Writes so many events.</summary>
    public void Write(long count)
    {
        string[] people = [.. Enumerable.Range(0, 200).Select(i => $"{FirstNames[i % FirstNames.Length]}.{i:000}")];
        using var buffered = new BufferedStream(_output, 1 << 20);
        using var document = new Document(buffered);
        var windows = new WindowsEndpoint(_dice, Machine.Make(_dice, "ws", 300, people));
        var linux = new LinuxEndpoint(_dice, Machine.Make(_dice, "srv", 120, people));
        var containers = new ContainerNode(_dice, Machine.Make(_dice, "node", 60, people));
        var cluster = new ClusterAudit(_dice, people);
        var clouds = new CloudLogs(_dice, people);
        for (long i = 0; i < count; i++)
        {
            var millis = FirstMillis + i * 1000 / EventsPerSecond;
            switch (_dice.Next(100))
            {
                case < 34:
                    windows.Write(document, millis);
                    break;
                case < 54:
                    linux.Write(document, millis);
                    break;
                case < 69:
                    containers.Write(document, millis);
                    break;
                case < 87:
                    cluster.Write(document, millis);
                    break;
                default:
                    clouds.Write(document, millis);
                    break;
            }

            document.End();
        }
    }
}
