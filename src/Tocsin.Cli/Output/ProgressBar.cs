using System.Diagnostics;
using System.Globalization;

namespace Tocsin.Cli.Output;

/// <summary>One line on the terminal that tells how far reading has come; nothing where nobody watches.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const int BarWidth = 24;
    private const long RedrawMillis = 100;

    /// <summary>What is done sooner needs no bar.</summary>
    private const long SilenceMillis = 300;

    private readonly Terminal _terminal;
    private readonly bool _isShown;
    private readonly long? _totalBytes;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _drawnAtMillis = SilenceMillis - RedrawMillis;
    private bool _hasDrawn;

    /// <param name="terminal">The terminal.</param>
    /// <param name="isQuiet">Whether the user wants to see nothing.</param>
    /// <param name="totalBytes">The size of the input; null where it is not known.</param>
    public ProgressBar(Terminal terminal, bool isQuiet, long? totalBytes)
    {
        _terminal = terminal;
        _isShown = Terminal.IsWatched && !isQuiet;
        _totalBytes = totalBytes;
    }

    /// <summary>Tells where reading stands.</summary>
    /// <param name="bytesRead">Bytes of the input, as stored.</param>
    /// <param name="events">Events read.</param>
    /// <param name="unpackedBytes">Bytes of their records.</param>
    public void Report(long bytesRead, long events, long unpackedBytes)
    {
        if (!_isShown)
            return;
        var elapsed = Stopwatch.GetElapsedTime(_started);
        if ((long)elapsed.TotalMilliseconds - _drawnAtMillis < RedrawMillis)
            return;
        _drawnAtMillis = (long)elapsed.TotalMilliseconds;
        _hasDrawn = true;
        var rate = unpackedBytes / 1e6 / Math.Max(0.001, elapsed.TotalSeconds);
        var bar = "";
        if (_totalBytes is > 0 and var total)
        {
            var share = Math.Min(1.0, (double)bytesRead / total);
            var full = (int)(share * BarWidth);
            bar = $"{new string('█', full)}{new string('░', BarWidth - full)} {share * 100:0} % ";
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"{bar}{events:N0} events, {rate:N0} MB/s");
        _terminal.ErrorText.Write($"\r\u001b[2K{line}");
    }

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        if (_hasDrawn)
            _terminal.ErrorText.Write("\r\u001b[2K");
        _hasDrawn = false;
    }
}
