namespace Tocsin.Core.Engine.Window;

/// <summary>A group, and which of the rows that share it.</summary>
internal readonly record struct EpisodeKey(ValueKey Values, int Repeat);

/// <summary>Told what happens to the episodes of a rule.</summary>
internal interface IEpisodeObserver
{
    /// <summary>A row began an episode.</summary>
    void Began(EpisodeKey key, Episode episode);

    /// <summary>A later row belongs to it.</summary>
    void Extended(EpisodeKey key, Episode episode);

    /// <summary>No later row can.</summary>
    void Ended(EpisodeKey key);
}

/// <summary>An episode: rows of a group in overlapping windows. See <see cref="Episodes"/>.</summary>
internal sealed class Episode
{
    private readonly Evidence _evidence;
    private readonly long _firstTick;
    private readonly string _id;
    private ResultRow _row;
    private IReadOnlyList<ResultColumn> _columns;
    private long _rowEvents;
    private int _evaluations = 1;

    /// <summary>An episode of one row.</summary>
    public Episode(long tick, ResultRow row, Evidence evidence, IReadOnlyList<ResultColumn> columns, string id)
    {
        _evidence = evidence.Copy();
        _firstTick = LastTick = tick;
        (_row, _columns, _id) = (row, columns, id);
        _rowEvents = evidence.Count;
    }

    /// <summary>An episode as it was written; the row that it shows has the evidence of all.</summary>
    /// <param name="written">What <see cref="ToDetection"/> gave.</param>
    /// <param name="rowEvents">See <see cref="RowEvents"/>.</param>
    public Episode(Detection written, long rowEvents)
    {
        _evidence = written.Evidence;
        _firstTick = written.RaisedMillis;
        LastTick = written.LastRaisedMillis;
        (_row, _columns, _id) = (new(written.Cells, written.GroupKey, null), written.Columns, written.Id);
        _evaluations = written.Evaluations;
        _rowEvents = rowEvents;
    }

    /// <summary>The id of its alert.</summary>
    public string Id => _id;

    /// <summary>The latest tick that belongs to it.</summary>
    public long LastTick { get; private set; }

    /// <summary>On how many events the row rests that it shows.</summary>
    public long RowEvents => _rowEvents;

    /// <summary>Takes the row of a later tick.</summary>
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

    /// <summary>The alert as it is now; its evidence is the episode's own.</summary>
    public Detection ToDetection(WindowPlan plan) =>
        new()
        {
            Plan = plan,
            Id = _id,
            RaisedMillis = _firstTick,
            LastRaisedMillis = LastTick,
            Evaluations = _evaluations,
            Columns = _columns,
            Cells = _row.Cells,
            GroupKey = _row.GroupKey,
            Evidence = _evidence,
        };
}
