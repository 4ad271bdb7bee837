using System.Runtime.ExceptionServices;

namespace Tocsin.Core.Rules;

/// <summary>Does the same to each of many things, such as rule files, on several threads.</summary>
/// <remarks>
/// Threads of its own: the class library's loops are started through its thread pool and are generic over what is compiled only at run time, which
/// costs a short run more than the threads do (docs/performance.md, “Start-up”).
/// </remarks>
internal static class ThreadedLoop
{
    /// <summary>So few calls are made by one thread: more would only cost.</summary>
    private const int SharedCountMin = 16;

    /// <summary>Calls a body once for each number below a count, in any order, and returns when all calls are over.</summary>
    /// <param name="count">How many calls there are.</param>
    /// <param name="threads">How many threads make them, at least one; the caller's is one of them.</param>
    /// <param name="createBody">Makes the body of one thread; called once on each.</param>
    /// <remarks>After an exception no further call begins, and the first one is thrown again here.</remarks>
    public static void Run(int count, int threads, Func<Action<int>> createBody)
    {
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                var body = createBody();
                while (Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) is var i && i < count)
                    body(i);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }

        var others = new Thread[count < SharedCountMin ? 0 : threads - 1];
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = new(Work) { IsBackground = true };
            others[i].Start();
        }

        Work();
        foreach (var other in others)
            other.Join();
        failure?.Throw();
    }
}
