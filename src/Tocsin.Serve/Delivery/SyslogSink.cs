using System.Net.Sockets;
using System.Text;
using Tocsin.Core.Rules;
using Tocsin.Core.Values;
using Tocsin.Serve.Alerts;

namespace Tocsin.Serve.Delivery;

/// <summary>Sends alerts as syslog messages (RFC 5424), over UDP or over TCP with the length before each (RFC 6587).</summary>
/// <remarks>Syslog has no acknowledgement: sent means handed to the network.</remarks>
internal sealed class SyslogSink(SinkOptions options) : ISink
{
    private const int Facility = 13;
    private const int UdpBytesMax = 8_000;

    // In the enterprise range that RFC 5612 reserves for examples: the program has no number of its own.
    private const string DataId = "alert@32473";
    private TcpClient? _tcp;
    private UdpClient? _udp;

    /// <inheritdoc/>
    public int BatchMax => options.IsTcp ? options.BatchMax : 1;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        try
        {
            if (options.IsTcp)
                await SendTcp(notices, limit.Token).ConfigureAwait(false);
            else
                await SendUdp(notices, limit.Token).ConfigureAwait(false);
            return SendResult.Sent;
        }
        catch (Exception e)
            when (e is SocketException or IOException or OperationCanceledException
                && !cancellation.IsCancellationRequested
            )
        {
            Dispose();
            return new(SendStatus.Retry, e.Message);
        }
    }

    public void Dispose()
    {
        _tcp?.Dispose();
        _udp?.Dispose();
        _tcp = null;
        _udp = null;
    }

    /// <summary>The message of an alert.</summary>
    internal static string Message(Notice notice)
    {
        var alert = notice.Alert;
        var severity = alert.Severity switch
        {
            RuleSeverity.Critical => 2,
            RuleSeverity.High => 3,
            RuleSeverity.Medium => 4,
            _ => 5,
        };
        var message = new StringBuilder();
        message.Append($"<{Facility * 8 + severity}>1 {Iso8601.Format(alert.TimeMillis)} ");
        message.Append($"{Token(Environment.MachineName, 255)} tocsin - {Token(notice.KindName, 32)} [{DataId}");
        foreach (
            var name in new[]
            {
                "id",
                "revision",
                "rule_id",
                "rule_name",
                "severity",
                "risk_score",
                "user",
                "host",
                "source_ip",
                "namespace",
                "pod",
            }
        )
        {
            if (NoticeFields.Text(notice, name, null) is { Length: > 0 } text)
                message.Append($" {name}=\"{ParameterValue(AlertText.Cut(text, 500))}\"");
        }

        return message.Append("] ").Append(Line(AlertText.Cut(NoticeFields.Reason(alert), 2_000))).ToString();
    }

    private async Task SendTcp(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        if (_tcp is null)
        {
            _tcp = new();
            await _tcp.ConnectAsync(options.Host, options.Port, cancellation).ConfigureAwait(false);
        }

        // A peer that has closed is noticed before, not one message after.
        if (_tcp.Client.Poll(0, SelectMode.SelectRead) && _tcp.Available == 0)
            throw new IOException("the receiver has closed the connection");
        using var body = new MemoryStream();
        foreach (var notice in notices)
        {
            var message = Encoding.UTF8.GetBytes(Message(notice));
            body.Write(Encoding.ASCII.GetBytes($"{message.Length} "));
            body.Write(message);
        }

        await _tcp.GetStream()
            .WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), cancellation)
            .ConfigureAwait(false);
    }

    private async Task SendUdp(IReadOnlyList<Notice> notices, CancellationToken cancellation)
    {
        _udp ??= new UdpClient(options.Host, options.Port);
        foreach (var notice in notices)
        {
            var message = Encoding.UTF8.GetBytes(Message(notice));
            await _udp.SendAsync(message.AsMemory(0, Math.Min(message.Length, UdpBytesMax)), cancellation)
                .ConfigureAwait(false);
        }
    }

    private static string Token(string text, int lengthMax)
    {
        var token = new string([.. text.Where(c => c is > ' ' and < '\x7F').Take(lengthMax)]);
        return token.Length == 0 ? "-" : token;
    }

    private static string ParameterValue(string text) =>
        Line(text)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);

    // One alert is one line, whatever an event puts into it.
    private static string Line(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
