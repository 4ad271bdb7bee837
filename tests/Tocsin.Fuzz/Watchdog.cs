namespace Tocsin.Fuzz;

/// <summary>Ends the process when an input never comes to an end: a thread cannot be stopped from outside.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan ProcessorTimeMax = TimeSpan.FromSeconds(20);

    private readonly Timer _timer;
    private readonly Action<int> _report;
    private int _index = -1;
    private int _lastIndex = -1;
    private TimeSpan _since;

    /// <param name="report">Told the number of the input before the process ends.</param>
    public Watchdog(Action<int> report)
    {
        _report = report;
        _timer = new(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>An input begins.</summary>
    public void Begin(int index) => Volatile.Write(ref _index, index);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = Environment.CpuUsage.TotalTime;
        var index = Volatile.Read(ref _index);
        if (index != _lastIndex)
        {
            (_lastIndex, _since) = (index, now);
            return;
        }

        if (index < 0 || now - _since < ProcessorTimeMax)
            return;
        _report(index);
        Environment.Exit(1);
    }
}
