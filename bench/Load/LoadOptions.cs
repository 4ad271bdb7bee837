using System.Globalization;

namespace Tocsin.Bench.Load;

/// <summary>How much is sent. Each can be set in the environment.</summary>
internal sealed record LoadOptions
{
    /// <summary><c>RATE</c>: events a second of the sustained load.</summary>
    public int Rate { get; init; } = 20_000;

    /// <summary><c>SECONDS_SUSTAINED</c>: for how long, audit events.</summary>
    public int Seconds { get; init; } = 45;

    /// <summary><c>SECONDS_MIXED</c>: for how long, mixed events.</summary>
    public int SecondsMixed { get; init; } = 15;

    /// <summary><c>SECONDS_OVERLOAD</c>: for how long at three times capacity.</summary>
    public int SecondsOverload { get; init; } = 10;

    /// <summary><c>BATCH</c>: events in a request.</summary>
    public int Batch { get; init; } = 100;

    /// <summary><c>SENDERS</c>: requests at a time, at most.</summary>
    public int Senders { get; init; } = 32;

    /// <summary>How many events a second alert by themselves.</summary>
    public double AlertsPerSecond { get; init; } = 20;

    /// <summary>How many times capacity the overload is.</summary>
    public double Overload { get; init; } = 3;

    /// <summary>The options of the environment.</summary>
    public static LoadOptions FromEnvironment()
    {
        var usual = new LoadOptions();
        return usual with
        {
            Rate = Number("RATE", usual.Rate),
            Seconds = Number("SECONDS_SUSTAINED", usual.Seconds),
            SecondsMixed = Number("SECONDS_MIXED", usual.SecondsMixed),
            SecondsOverload = Number("SECONDS_OVERLOAD", usual.SecondsOverload),
            Batch = Number("BATCH", usual.Batch),
            Senders = Number("SENDERS", usual.Senders),
        };
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given)
            ? given
            : otherwise;
}
