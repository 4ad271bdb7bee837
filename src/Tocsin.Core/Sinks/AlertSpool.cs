using System.Buffers;
using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;

namespace Tocsin.Core.Sinks;

/// <summary>The alerts of a whole scan: taken in any order, handed out by time, time of the first event, rule and id.</summary>
/// <remarks>
/// Memory: a key of some 150 bytes for each alert, and documents up to a limit; what is beyond goes to a temporary file.
/// One thread at a time.
/// </remarks>
internal sealed class AlertSpool : IDisposable
{
    private const long DefaultMemoryMax = 8L << 20;

    private readonly SpillBuffer _buffer;
    private readonly AlertDocumentWriter _writer;
    private readonly RuleSeverity _minimum;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Names> _namesOfRule = new(StringComparer.Ordinal);
    private bool _sorted = true;

    /// <param name="streams">The names of indices.</param>
    /// <param name="minimum">Alerts of a lower severity are dropped.</param>
    /// <param name="memoryMax">How many bytes of documents are kept in memory.</param>
    public AlertSpool(DataStreams streams, RuleSeverity minimum = RuleSeverity.Low, long memoryMax = DefaultMemoryMax)
    {
        _writer = new AlertDocumentWriter(streams);
        _minimum = minimum;
        _buffer = new SpillBuffer(memoryMax);
    }

    /// <summary>How many alerts are kept, building blocks included.</summary>
    public int Count => _entries.Count;

    /// <summary>How many of them, by severity, are no building blocks.</summary>
    public long[] CountBySeverity { get; } = new long[SeverityNames.All.Length];

    /// <summary>How many of them are building blocks.</summary>
    public long BuildingBlockCount { get; private set; }

    /// <summary>The highest severity of an alert that is no building block; null without one.</summary>
    public RuleSeverity? Highest
    {
        get
        {
            var index = Array.FindLastIndex(CountBySeverity, c => c > 0);
            return index < 0 ? null : (RuleSeverity)index;
        }
    }

    /// <summary>Takes an alert.</summary>
    public void Add(Alert alert)
    {
        var document = _writer.Write(alert, out var summary);
        if (summary.Severity < _minimum)
            return;
        CountIn(summary, 1);
        if (!_namesOfRule.ContainsKey(summary.RuleId))
            _namesOfRule[summary.RuleId] = new(summary.RuleId, summary.Tactics, summary.Techniques);
        var packed = Pack(summary);
        var offset = _buffer.Append(packed);
        _buffer.Append(document);
        _entries.Add(
            new(
                summary.TimeMillis,
                summary.FirstMillis,
                _namesOfRule[summary.RuleId].RuleId,
                summary.Id,
                alert.Rule,
                offset,
                packed.Length,
                document.Length
            )
        );
        _sorted = false;
    }

    /// <summary>Forgets the alerts of some rules.</summary>
    public void Withdraw(IReadOnlySet<Rule> rules)
    {
        foreach (var entry in _entries)
        {
            if (rules.Contains(entry.Rule))
                CountIn(ReadSummary(entry), -1);
        }

        _entries.RemoveAll(e => rules.Contains(e.Rule));
    }

    /// <summary>The lines of all alerts, in order.</summary>
    public IEnumerable<AlertSummary> ReadSummaries()
    {
        Sort();
        foreach (var entry in _entries)
            yield return ReadSummary(entry);
    }

    /// <summary>All alerts, in order; a document is valid until the next one.</summary>
    public IEnumerable<(AlertSummary Summary, ReadOnlyMemory<byte> Document)> ReadAll()
    {
        Sort();
        var buffer = Array.Empty<byte>();
        foreach (var entry in _entries)
        {
            if (buffer.Length < entry.DocumentLength)
                buffer = new byte[Math.Max(entry.DocumentLength, buffer.Length * 2)];
            _buffer.Read(entry.Offset + entry.SummaryLength, buffer.AsSpan(0, entry.DocumentLength));
            yield return (ReadSummary(entry), buffer.AsMemory(0, entry.DocumentLength));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private void CountIn(AlertSummary summary, int change)
    {
        if (summary.IsBuildingBlock)
            BuildingBlockCount += change;
        else
            CountBySeverity[(int)summary.Severity] += change;
    }

    private void Sort()
    {
        if (!_sorted)
            _entries.Sort();
        _sorted = true;
    }

    private static byte[] Pack(AlertSummary summary)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(summary.RuleName);
            writer.Write((byte)summary.Severity);
            writer.Write(summary.RiskScore);
            writer.Write(summary.IsBuildingBlock);
            writer.Write(summary.Who);
            writer.Write(summary.Where);
            writer.Write(summary.FirstMillis);
            writer.Write(summary.LastMillis);
            writer.Write(summary.EventCount);
        }

        return stream.ToArray();
    }

    private AlertSummary ReadSummary(Entry entry)
    {
        var packed = new byte[entry.SummaryLength];
        _buffer.Read(entry.Offset, packed);
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        var names = _namesOfRule[entry.RuleId];
        return new AlertSummary
        {
            Id = entry.Id,
            TimeMillis = entry.TimeMillis,
            RuleId = entry.RuleId,
            RuleName = reader.ReadString(),
            Severity = (RuleSeverity)reader.ReadByte(),
            RiskScore = reader.ReadDouble(),
            IsBuildingBlock = reader.ReadBoolean(),
            Who = reader.ReadString(),
            Where = reader.ReadString(),
            FirstMillis = reader.ReadInt64(),
            LastMillis = reader.ReadInt64(),
            EventCount = reader.ReadInt64(),
            Tactics = names.Tactics,
            Techniques = names.Techniques,
        };
    }

    /// <summary>What all alerts of a rule share.</summary>
    private sealed record Names(string RuleId, IReadOnlyList<ThreatName> Tactics, IReadOnlyList<ThreatName> Techniques);

    /// <summary>An alert's key and where its line and document lie.</summary>
    private readonly record struct Entry(
        long TimeMillis,
        long FirstMillis,
        string RuleId,
        string Id,
        Rule Rule,
        long Offset,
        int SummaryLength,
        int DocumentLength
    ) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var order = TimeMillis.CompareTo(other.TimeMillis);
            if (order == 0)
                order = FirstMillis.CompareTo(other.FirstMillis);
            if (order == 0)
                order = string.CompareOrdinal(RuleId, other.RuleId);
            return order != 0 ? order : string.CompareOrdinal(Id, other.Id);
        }
    }
}
