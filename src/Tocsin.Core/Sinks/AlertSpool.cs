using System.Buffers.Binary;
using System.Text;
using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sinks;

/// <summary>The alerts of a whole scan: taken in any order, handed out by time, time of the first event, rule and id.</summary>
/// <remarks>
/// Memory: a key of some 150 bytes for each alert, and documents up to a limit; what is beyond goes to a temporary file. What all alerts of a
/// rule share is kept once.
/// One thread at a time.
/// </remarks>
internal sealed class AlertSpool : IDisposable
{
    private const long DefaultMemoryMax = 8L << 20;

    private readonly SpillBuffer _buffer;
    private readonly AlertDocumentWriter _writer;
    private readonly RuleSeverity _minimum;
    private readonly PooledBytes _packed = new(256);
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Names> _namesOfRule = new(StringComparer.Ordinal);
    private readonly Dictionary<Rule, byte[]> _partsOfRule = new(ReferenceEqualityComparer.Instance);
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
    public void Add(Alert alert) => Add(alert, _writer.Write(alert, out var summary), summary);

    /// <summary>Takes an alert whose document was written already.</summary>
    public void Add(Alert alert, AlertDocument document, AlertSummary summary)
    {
        if (summary.Severity < _minimum)
            return;
        CountIn(summary, 1);
        if (!_namesOfRule.TryGetValue(summary.RuleId, out var names))
            _namesOfRule[summary.RuleId] = names = new(summary.RuleId, summary.Tactics, summary.Techniques);
        if (!_partsOfRule.TryGetValue(alert.Rule, out var shared))
            _partsOfRule[alert.Rule] = shared = document.OfRule.ToArray();
        Pack(summary);
        var offset = _buffer.Append(_packed.Written);
        _buffer.Append(document.Before);
        _buffer.Append(document.Behind);
        _entries.Add(
            new(
                summary.TimeMillis,
                summary.FirstMillis,
                names.RuleId,
                summary.Id,
                alert.Rule,
                shared,
                offset,
                _packed.Length,
                document.Before.Length,
                document.Behind.Length
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
            yield return (ReadSummary(entry), ReadDocument(entry, ref buffer, ""u8));
    }

    /// <summary>The ids and documents of all alerts, in order; a document is valid until the next one.</summary>
    /// <param name="end">What shall stand behind each document.</param>
    public IEnumerable<(string Id, ReadOnlyMemory<byte> Document)> ReadDocuments(string end = "")
    {
        Sort();
        var buffer = Array.Empty<byte>();
        foreach (var entry in _entries)
            yield return (entry.Id, ReadDocument(entry, ref buffer, Encoding.UTF8.GetBytes(end)));
    }

    /// <summary>The document of an alert by its place among <see cref="ReadDocuments"/>.</summary>
    public byte[] ReadDocument(int number)
    {
        Sort();
        var buffer = Array.Empty<byte>();
        return ReadDocument(_entries[number], ref buffer, ""u8).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _packed.Release();
    }

    private ReadOnlyMemory<byte> ReadDocument(Entry entry, ref byte[] buffer, ReadOnlySpan<byte> end)
    {
        var shared = entry.Shared;
        var length = entry.BeforeLength + shared.Length + entry.BehindLength;
        if (buffer.Length < length + end.Length)
            buffer = new byte[Math.Max(length + end.Length, buffer.Length * 2)];
        // What stands behind the rule's part is read to its place, and what stands before it is moved to its own.
        var read = buffer.AsSpan(shared.Length, entry.BeforeLength + entry.BehindLength);
        _buffer.Read(entry.Offset + entry.SummaryLength, read);
        read[..entry.BeforeLength].CopyTo(buffer);
        shared.CopyTo(buffer.AsSpan(entry.BeforeLength));
        end.CopyTo(buffer.AsSpan(length));
        return buffer.AsMemory(0, length + end.Length);
    }

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

    private void Pack(AlertSummary summary)
    {
        _packed.Clear();
        PackText(summary.RuleName);
        PackText(summary.Who);
        PackText(summary.Where);
        PackNumber((long)summary.Severity);
        PackNumber(BitConverter.DoubleToInt64Bits(summary.RiskScore));
        PackNumber(summary.IsBuildingBlock ? 1 : 0);
        PackNumber(summary.FirstMillis);
        PackNumber(summary.LastMillis);
        PackNumber(summary.EventCount);
    }

    private void PackText(string text)
    {
        PackNumber(Encoding.UTF8.GetByteCount(text));
        _packed.Add(text);
    }

    private void PackNumber(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_packed.GetSpan(sizeof(long)), number);
        _packed.Advance(sizeof(long));
    }

    private AlertSummary ReadSummary(Entry entry)
    {
        var packed = new byte[entry.SummaryLength];
        _buffer.Read(entry.Offset, packed);
        var position = 0;
        var names = _namesOfRule[entry.RuleId];
        // In the order in which it was packed.
        return new AlertSummary
        {
            Id = entry.Id,
            TimeMillis = entry.TimeMillis,
            RuleId = entry.RuleId,
            RuleName = ReadText(packed, ref position),
            Who = ReadText(packed, ref position),
            Where = ReadText(packed, ref position),
            Severity = (RuleSeverity)ReadNumber(packed, ref position),
            RiskScore = BitConverter.Int64BitsToDouble(ReadNumber(packed, ref position)),
            IsBuildingBlock = ReadNumber(packed, ref position) != 0,
            FirstMillis = ReadNumber(packed, ref position),
            LastMillis = ReadNumber(packed, ref position),
            EventCount = ReadNumber(packed, ref position),
            Tactics = names.Tactics,
            Techniques = names.Techniques,
        };
    }

    private static string ReadText(ReadOnlySpan<byte> packed, ref int position)
    {
        var length = (int)ReadNumber(packed, ref position);
        var text = Encoding.UTF8.GetString(packed.Slice(position, length));
        position += length;
        return text;
    }

    private static long ReadNumber(ReadOnlySpan<byte> packed, ref int position)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(packed[position..]);
        position += sizeof(long);
        return number;
    }

    /// <summary>What all alerts of a rule share.</summary>
    private sealed record Names(string RuleId, IReadOnlyList<ThreatName> Tactics, IReadOnlyList<ThreatName> Techniques);

    /// <summary>An alert's key and where its line and document lie; the rule's part of the document lies in memory.</summary>
    private readonly record struct Entry(
        long TimeMillis,
        long FirstMillis,
        string RuleId,
        string Id,
        Rule Rule,
        byte[] Shared,
        long Offset,
        int SummaryLength,
        int BeforeLength,
        int BehindLength
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
