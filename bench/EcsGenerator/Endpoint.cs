namespace Tocsin.Bench.EcsGenerator;

/// <summary>What the events of Elastic Defend have in common on every system.</summary>
/// <param name="dice">Where all choices come from.</param>
/// <param name="system">The kind, family and version of the machines' systems.</param>
internal abstract class Endpoint(Dice dice, (string Type, string Family, string Version) system)
{
    /// <summary>Where all choices come from.</summary>
    protected Dice Dice { get; } = dice;

    /// <summary>Begins an event of one of the data streams <c>endpoint.events.*</c>.</summary>
    protected void Begin(
        Document document,
        string part,
        string category,
        string type,
        string action,
        long millis,
        Machine machine
    )
    {
        document.Begin($"endpoint.events.{part}", millis);
        document.Event($"endpoint.events.{part}", category, type, action, "success", Dice.Hex(20));
        machine.Describe(document, system.Type, system.Family, system.Version);
    }

    /// <summary>A TCP connection that goes out from a machine.</summary>
    protected static void Connection(Document document, Machine machine, int port, string toAddress, int toPort)
    {
        document.Open("source").Text("ip", machine.Address).Number("port", port).Close();
        document.Open("destination").Text("ip", toAddress).Number("port", toPort).Close();
        document.Open("network").Text("transport", "tcp").Text("type", "ipv4").Text("direction", "egress").Close();
    }
}
