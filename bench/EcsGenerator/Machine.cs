namespace Tocsin.Bench.EcsGenerator;

/// <summary>A host and the people who use it.</summary>
internal sealed record Machine(string Name, string Id, string AgentId, string Address, string[] Users)
{
    public static Machine[] Make(Dice dice, string prefix, int count, string[] people) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(i => new Machine(
                    $"{prefix}-{i:000}",
                    dice.Uuid(),
                    dice.Uuid(),
                    $"10.{20 + prefix.Length}.{i / 250}.{1 + i % 250}",
                    [people[i * 3 % people.Length], people[i * 7 % people.Length]]
                )),
        ];

    /// <summary>The host and agent of a document.</summary>
    public Document Describe(Document document, string system, string family, string version)
    {
        document.Open("agent").Text("id", AgentId).Text("type", "endpoint").Text("version", "9.1.0").Close();
        document.Open("host").Text("name", Name).Text("hostname", Name).Text("id", Id).Text("architecture", "x86_64");
        document.List("ip", Address, "127.0.0.1");
        document.Open("os").Text("type", system).Text("family", family).Text("platform", family);
        return document.Text("name", family).Text("version", version).Close().Close();
    }
}
