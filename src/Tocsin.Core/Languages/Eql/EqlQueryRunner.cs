using Tocsin.Core.Engine;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Runs a query over a whole input: <c>tocsin query</c> (EQL specification, 12.8, 13 and 14).</summary>
/// <remarks>
/// Events come in any order and on any number of threads, each through a collector of its own; the order of time is restored when the
/// input has ended, so the result does not depend on either.
/// </remarks>
/// <param name="program">The query.</param>
/// <param name="size">The most results, as in a request, or null for all.</param>
/// <param name="position">Which end of the results a size keeps where there is no pipe.</param>
/// <param name="nowMillis">What <c>now</c> is in dates, milliseconds since 1970.</param>
internal sealed class EqlQueryRunner(
    EqlProgram program,
    int? size = null,
    ListEnd position = ListEnd.Tail,
    long nowMillis = 0
)
{
    /// <summary>Runs over events, each valid only until the next.</summary>
    public EqlResult Run(IEnumerable<Event> events, IWarningSink? warnings = null)
    {
        var collector = CreateCollector(warnings);
        foreach (var next in events)
            collector.Add(next);
        return Finish([collector]);
    }

    /// <summary>A collector for one thread.</summary>
    public EqlCollector CreateCollector(IWarningSink? warnings = null) => new(program, FirstCut(), warnings, nowMillis);

    /// <summary>The results over all that was collected.</summary>
    public EqlResult Finish(IEnumerable<EqlCollector> collectors)
    {
        var candidates = collectors.SelectMany(c => c.Candidates).ToList();
        candidates.Sort();
        if (program.Sequence is null)
        {
            var events = candidates.ConvertAll(c => c.Event);
            Cut(events);
            return new(program.Kind, events, [], Evicted: 0);
        }

        var run = program.Sequence.Start();
        var matches = new List<SequenceMatch>();
        foreach (var candidate in candidates)
            run.Push(candidate, matches);
        run.Complete(matches);
        var sorted = (
            program.Kind == EqlQueryKind.Sample
                ? matches.OrderBy(m => new ValueKey(m.JoinKeys), Comparer<ValueKey>.Create((x, y) => x.CompareTo(y)))
                : matches.OrderBy(m => m.EndOrdinal)
        ).ToList();
        Cut(sorted);
        return new(program.Kind, [], sorted, run.Evicted);
    }

    /// <summary>What of a sorted list will be left by the size and the first pipe; null for all of it.</summary>
    private EqlPipe? FirstCut()
    {
        if (program.Pipes.Count > 0)
            return new(program.Pipes[0].End, Math.Min(size ?? long.MaxValue, program.Pipes[0].Count));
        return size is { } most ? new(SizeEnd, most) : null;
    }

    /// <summary>A sample's results are cut from the front, whatever was asked for (13.7).</summary>
    private ListEnd SizeEnd => program.Kind == EqlQueryKind.Sample ? ListEnd.Head : position;

    private void Cut<T>(List<T> results)
    {
        if (FirstCut() is { } first)
            Cut(results, first);
        foreach (var pipe in program.Pipes.Skip(1))
            Cut(results, pipe);
    }

    private static void Cut<T>(List<T> results, EqlPipe pipe)
    {
        var surplus = results.Count - (int)Math.Min(pipe.Count, results.Count);
        results.RemoveRange(pipe.End == ListEnd.Head ? results.Count - surplus : 0, surplus);
    }
}
