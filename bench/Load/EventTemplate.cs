using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.Bench.Load;

/// <summary>A recorded event that is sent again and again, each time as a new one that happens now.</summary>
/// <remarks>Ids and times have a fixed length, so that an event is made by copying it and writing a few bytes over it: sending must cost little beside what is measured.</remarks>
internal sealed partial class EventTemplate
{
    private const string IdPlace = "load-00000000-b-0000000000";
    private const string TimePlace = "0000-00-00T00:00:00.000000Z";
    private readonly byte[] _text;
    private readonly int[] _ids;
    private readonly int[] _times;

    /// <param name="line">The event as recorded: raw Kubernetes audit, or an ECS document.</param>
    public EventTemplate(string line)
    {
        var text = Places()
            .Replace(line, m => m.Groups["head"].Value + (m.Groups["key"].Value == "auditID" ? IdPlace : TimePlace));
        _text = Encoding.UTF8.GetBytes(text);
        _ids = Find(_text, IdPlace);
        _times = Find(_text, TimePlace);
    }

    /// <summary>Reads a file of events; those that alert by themselves are left out, since no real source is made of them.</summary>
    /// <param name="path">The events, one a line.</param>
    /// <param name="alerts">Alerts of a scan of them, one a line; need not be there.</param>
    public static EventTemplate[] ReadAll(string path, string alerts)
    {
        var alerting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.Exists(alerts) ? File.ReadLines(alerts) : [])
        {
            using var alert = JsonDocument.Parse(line);
            if (alert.RootElement.GetProperty("kibana.alert.rule.type").GetString() is not ("query" or "eql"))
                continue;
            foreach (var ancestor in alert.RootElement.GetProperty("kibana.alert.ancestors").EnumerateArray())
                alerting.Add(ancestor.GetProperty("id").GetString()!.Split('/')[0]);
        }

        return
        [
            .. File.ReadLines(path)
                .Where(l => !alerting.Contains(AuditIds().Match(l).Groups["value"].Value))
                .Select(l => new EventTemplate(l)),
        ];
    }

    /// <summary>The bytes of an id.</summary>
    public static int IdLength => IdPlace.Length;

    /// <summary>Writes the event with an id and a time of its own.</summary>
    public void Write(BodyBuffer target, ReadOnlySpan<byte> id, ReadOnlySpan<byte> time)
    {
        var place = target.Append(_text);
        foreach (var at in _ids)
            id.CopyTo(place[at..]);
        foreach (var at in _times)
            time.CopyTo(place[at..]);
    }

    private static int[] Find(byte[] text, string what)
    {
        var places = new List<int>();
        var sought = Encoding.UTF8.GetBytes(what);
        for (var at = 0; text.AsSpan(at).IndexOf(sought) is >= 0 and var found; at += sought.Length)
            places.Add(at += found);
        return [.. places];
    }

    [GeneratedRegex("\"auditID\":\"(?<value>[^\"]*)")]
    private static partial Regex AuditIds();

    [GeneratedRegex(
        "(?<head>\"(?<key>auditID|requestReceivedTimestamp|stageTimestamp|@timestamp)\":\")(?<value>[^\"]*)"
    )]
    private static partial Regex Places();
}
