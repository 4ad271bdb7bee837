using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Window;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Engine;

/// <summary>The plainest aggregating program: how many events each value of field 0 has, where that is at least a minimum.</summary>
internal sealed class CountProgram(int minimum) : IWindowProgram
{
    public BoundExpression? Condition => null;

    public IReadOnlyList<ResultColumn> Columns { get; } = [new("n", DataType.Long), new("key", DataType.Keyword)];

    public bool EmptyWindowGivesRows => false;

    public bool IsAggregating => true;

    public IPane CreatePane(bool keepEvidence) => new Pane();

    public ResultTable Finish(IReadOnlyList<IPane> panes, long nowMillis, IWarningSink? warnings)
    {
        var groups = new SortedDictionary<string, Evidence>(StringComparer.Ordinal);
        foreach (var pane in panes.Cast<Pane>())
        {
            foreach (var (key, evidence) in pane.Groups)
            {
                if (!groups.TryGetValue(key, out var merged))
                    groups[key] = merged = new();
                merged.Merge(evidence);
            }
        }

        var rows = new List<ResultRow>();
        foreach (var (key, evidence) in groups)
        {
            if (evidence.Count >= minimum)
                rows.Add(new([Value.FromLong(evidence.Count), Value.FromText(key)], [Value.FromText(key)], evidence));
        }

        return new(Columns, rows);
    }

    private sealed class Pane : IPane
    {
        public SortedDictionary<string, Evidence> Groups { get; } = new(StringComparer.Ordinal);

        public bool IsEmpty => Groups.Count == 0;

        public long SizeBytes => Groups.Values.Sum(e => e.SizeBytes);

        public bool Add(EvalContext context, long timeMillis)
        {
            var key = context.Event!.Get(0).AsText();
            if (!Groups.TryGetValue(key, out var evidence))
                Groups[key] = evidence = new();
            evidence.Add(context.Event, timeMillis);
            return true;
        }

        public void Merge(IPane other)
        {
            foreach (var (key, evidence) in ((Pane)other).Groups)
            {
                if (Groups.TryGetValue(key, out var mine))
                    mine.Merge(evidence);
                else
                    Groups[key] = evidence;
            }
        }
    }
}
