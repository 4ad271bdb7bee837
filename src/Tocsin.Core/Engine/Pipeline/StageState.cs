using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>A stage at work: the cells of the row at hand and what was gathered. One thread at a time.</summary>
internal sealed class StageState : IRowSink
{
    private readonly StreamStage _stage;
    private readonly RowChain _chain;
    private readonly GatherState _gathered;
    private long _timeMillis;
    private int _ordinal;

    public StageState(StreamStage stage, bool keepEvidence)
    {
        _stage = stage;
        _chain = new(stage.Prefix, this);
        _gathered = stage.Gather.CreateState(stage, keepEvidence);
    }

    /// <summary>What was gathered.</summary>
    public GatherState Gathered => _gathered;

    /// <summary>Sends the event and cells of a context through the stage.</summary>
    /// <returns>How many rows were gathered.</returns>
    public int Add(EvalContext context, long timeMillis)
    {
        _timeMillis = timeMillis;
        _ordinal = 0;
        _chain.Context = context;
        _chain.Run(0);
        return _ordinal;
    }

    void IRowSink.Accept(EvalContext context)
    {
        _stage.Capture(context);
        _gathered.Add(context, _timeMillis, _ordinal++);
    }
}
