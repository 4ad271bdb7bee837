using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>Turns the rows of overlapping windows into alerts: a rule and a group alert once while the evidence overlaps.</summary>
/// <remarks>
/// An episode begins with a row, goes on while later rows of the group rest on an event that an evaluation of the episode has
/// seen, and ends otherwise. Its alert shows the row that rested on the most events, the earliest of them where several did, and
/// the evidence of all. Its id comes from rule, group and the first event of the first row, so it is known when the episode
/// begins and later evaluations do not change it.
/// </remarks>
internal sealed class Episodes(WindowPlan plan)
{
    private readonly Dictionary<GroupKey, Episode> _open = [];

    /// <summary>How many are going on.</summary>
    public int Count => _open.Count;

    /// <summary>Takes the rows of a tick's evaluation.</summary>
    /// <param name="tick">The tick; ticks come in ascending order.</param>
    /// <param name="result">Its rows.</param>
    /// <param name="ended">Receives the alerts of episodes that a row shows to have ended.</param>
    public void Observe(long tick, ResultTable result, List<Detection> ended)
    {
        Dictionary<GroupKey, int>? repeats = null;
        for (var i = 0; i < result.Rows.Count; i++)
        {
            var row = result.Rows[i];
            var key = new GroupKey(new(row.GroupKey), 0);
            if (result.Rows.Count > 1)
            {
                // Rows that share their group (after MV_EXPAND, say) are told apart by their order.
                repeats ??= [];
                var repeat = repeats.GetValueOrDefault(key);
                repeats[key] = repeat + 1;
                key = key with { Repeat = repeat };
            }

            Observe(tick, key, row, result.Columns, ended);
        }
    }

    /// <summary>Ends the episodes that no window from <paramref name="nextTick"/> on can extend.</summary>
    public void EndBefore(long nextTick, List<Detection> ended)
    {
        var start = plan.Schedule.WindowStart(nextTick);
        var over = new List<GroupKey>();
        foreach (var (key, episode) in _open)
        {
            if (start > plan.Schedule.WindowEnd(episode.LastTick))
                over.Add(key);
        }

        foreach (var key in over)
        {
            ended.Add(_open[key].ToDetection(plan));
            _open.Remove(key);
        }
    }

    /// <summary>Ends all.</summary>
    public void EndAll(List<Detection> ended)
    {
        foreach (var episode in _open.Values)
            ended.Add(episode.ToDetection(plan));
        _open.Clear();
    }

    private void Observe(
        long tick,
        GroupKey key,
        ResultRow row,
        IReadOnlyList<ResultColumn> columns,
        List<Detection> ended
    )
    {
        var evidence = row.Evidence ?? new Evidence();
        if (_open.TryGetValue(key, out var episode))
        {
            if (evidence.Count > 0 && evidence.FirstMillis <= plan.Schedule.WindowEnd(episode.LastTick))
            {
                episode.Extend(tick, row, evidence, columns);
                return;
            }

            ended.Add(episode.ToDetection(plan));
        }

        _open[key] = new(tick, row, evidence, columns, IdOf(key, evidence, tick));
    }

    private string IdOf(GroupKey key, Evidence evidence, long tick)
    {
        var id = DetectionId.For(plan.Rule.RuleId);
        id.Add(key.Values.Values);
        id.Add(key.Repeat.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // A row without evidence (a count of nothing) is about its tick.
        id.Add(evidence.Items.Count > 0 ? evidence.Items[0].Id : $"tick {tick}");
        return id.Finish();
    }

    /// <summary>A group, and which of the rows that share it.</summary>
    private readonly record struct GroupKey(ValueKey Values, int Repeat);

    private sealed class Episode(
        long tick,
        ResultRow row,
        Evidence evidence,
        IReadOnlyList<ResultColumn> columns,
        string id
    )
    {
        private readonly Evidence _evidence = Copy(evidence);
        private ResultRow _row = row;
        private IReadOnlyList<ResultColumn> _columns = columns;
        private long _rowEvents = evidence.Count;
        private int _evaluations = 1;

        private readonly long _firstTick = tick;

        public long LastTick { get; private set; } = tick;

        public void Extend(long at, ResultRow next, Evidence nextEvidence, IReadOnlyList<ResultColumn> nextColumns)
        {
            _evidence.MergeOverlapping(nextEvidence);
            _evaluations++;
            LastTick = at;
            if (nextEvidence.Count <= _rowEvents)
                return;
            _row = next;
            _columns = nextColumns;
            _rowEvents = nextEvidence.Count;
        }

        public Detection ToDetection(WindowPlan plan) =>
            new()
            {
                Plan = plan,
                Id = id,
                RaisedMillis = _firstTick,
                LastRaisedMillis = LastTick,
                Evaluations = _evaluations,
                Columns = _columns,
                Cells = _row.Cells,
                GroupKey = _row.GroupKey,
                Evidence = _evidence,
            };

        private static Evidence Copy(Evidence from)
        {
            var copy = new Evidence();
            copy.Merge(from);
            return copy;
        }
    }
}
