using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Window;

/// <summary>Turns the rows of overlapping windows into alerts: a rule and a group alert once while the evidence overlaps.</summary>
/// <remarks>
/// An episode begins with a row, goes on while later rows of the group rest on an event that an evaluation of the episode has
/// seen, and ends otherwise. Its alert shows the row that rested on the most events, the earliest of them where several did, and
/// the evidence of all. Its id comes from rule, group and the first event of the first row, so it is known when the episode
/// begins and later evaluations do not change it.
/// </remarks>
/// <param name="plan">The rule.</param>
/// <param name="observer">Told as episodes begin, go on and end; null where their alerts at the end are all that is wanted.</param>
internal sealed class Episodes(WindowPlan plan, IEpisodeObserver? observer = null)
{
    private readonly Dictionary<EpisodeKey, Episode> _open = [];

    /// <summary>How many are going on.</summary>
    public int Count => _open.Count;

    /// <summary>Those that are going on.</summary>
    public IReadOnlyDictionary<EpisodeKey, Episode> Open => _open;

    /// <summary>Takes up an episode that began elsewhere: before a restart, say. Nobody is told.</summary>
    public void Resume(EpisodeKey key, Episode episode) => _open[key] = episode;

    /// <summary>Takes the rows of a tick's evaluation.</summary>
    /// <param name="tick">The tick; ticks come in ascending order.</param>
    /// <param name="result">Its rows.</param>
    /// <param name="ended">Receives the alerts of episodes that a row shows to have ended.</param>
    public void Observe(long tick, ResultTable result, List<Detection> ended)
    {
        Dictionary<EpisodeKey, int>? repeats = null;
        for (var i = 0; i < result.Rows.Count; i++)
        {
            var row = result.Rows[i];
            var key = new EpisodeKey(new(row.GroupKey), 0);
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
        var over = new List<EpisodeKey>();
        foreach (var (key, episode) in _open)
        {
            if (start > plan.Schedule.WindowEnd(episode.LastTick))
                over.Add(key);
        }

        foreach (var key in over)
        {
            ended.Add(_open[key].ToDetection(plan));
            _open.Remove(key);
            observer?.Ended(key);
        }
    }

    /// <summary>Forgets the episodes that were extended longest ago: should their groups be found again, others begin.</summary>
    /// <param name="count">How many.</param>
    public void Forget(int count)
    {
        var oldest = _open
            .OrderBy(e => e.Value.LastTick)
            .ThenBy(e => e.Value.Id, StringComparer.Ordinal)
            .Take(count)
            .Select(e => e.Key)
            .ToList();
        foreach (var key in oldest)
        {
            _open.Remove(key);
            observer?.Ended(key);
        }
    }

    /// <summary>Ends all.</summary>
    public void EndAll(List<Detection> ended)
    {
        foreach (var (key, episode) in _open)
        {
            ended.Add(episode.ToDetection(plan));
            observer?.Ended(key);
        }

        _open.Clear();
    }

    private void Observe(
        long tick,
        EpisodeKey key,
        ResultRow row,
        IReadOnlyList<ResultColumn> columns,
        List<Detection> ended
    )
    {
        var evidence = row.Evidence ?? new Evidence();
        if (_open.TryGetValue(key, out var episode))
        {
            if (GoesOn(episode.LastTick, evidence))
            {
                episode.Extend(tick, row, evidence, columns);
                observer?.Extended(key, episode);
                return;
            }

            ended.Add(episode.ToDetection(plan));
            observer?.Ended(key);
        }

        _open[key] = episode = Begin(tick, key, row, columns);
        observer?.Began(key, episode);
    }

    /// <summary>Whether a row rests on an event that an episode has seen, given the episode's last tick.</summary>
    public bool GoesOn(long lastTick, Evidence evidence) =>
        evidence.Count > 0 && evidence.FirstMillis <= plan.Schedule.WindowEnd(lastTick);

    /// <summary>The episode that begins with a row; it is not entered.</summary>
    public Episode Begin(long tick, EpisodeKey key, ResultRow row, IReadOnlyList<ResultColumn> columns)
    {
        var evidence = row.Evidence ?? new Evidence();
        return new(tick, row, evidence, columns, IdOf(key, evidence, tick));
    }

    private string IdOf(EpisodeKey key, Evidence evidence, long tick)
    {
        var id = DetectionId.For(plan.Rule.RuleId);
        id.Add(key.Values.Values);
        id.Add(key.Repeat.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // A row without evidence (a count of nothing) is about its tick.
        id.Add(evidence.Items.Count > 0 ? evidence.Items[0].Id : $"tick {tick}");
        return id.Finish();
    }
}
