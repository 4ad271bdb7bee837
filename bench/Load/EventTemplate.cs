using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Bench.Load;

/// <summary>A recorded audit event that is sent again and again, each time as a new one that happens now.</summary>
internal sealed partial class EventTemplate
{
    private readonly string[] _parts;
    private readonly bool[] _isTime;

    public EventTemplate(string line)
    {
        var parts = new List<string>();
        var isTime = new List<bool>();
        var start = 0;
        foreach (Match match in Places().Matches(line))
        {
            var value = match.Groups["value"];
            parts.Add(line[start..value.Index]);
            isTime.Add(match.Groups["key"].Value != "auditID");
            start = value.Index + value.Length;
        }

        parts.Add(line[start..]);
        _parts = [.. parts];
        _isTime = [.. isTime];
    }

    /// <summary>Adds the event with an id and a time of its own.</summary>
    public void Write(StringBuilder target, string id, DateTimeOffset time)
    {
        for (var i = 0; i < _isTime.Length; i++)
        {
            target.Append(_parts[i]);
            if (_isTime[i])
                target.Append(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            else
                target.Append(id);
        }

        target.Append(_parts[^1]);
    }

    [GeneratedRegex("\"(?<key>auditID|requestReceivedTimestamp|stageTimestamp)\":\"(?<value>[^\"]*)\"")]
    private static partial Regex Places();
}
