using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Hosting;

/// <summary>The server's own log: standard error, a line an entry.</summary>
internal static class ServeLogging
{
    /// <summary>Sets it up.</summary>
    public static void Add(ILoggingBuilder logging, TelemetryOptions options)
    {
        logging.SetMinimumLevel(
            options.LogLevel switch
            {
                LogLevelName.Debug => LogLevel.Debug,
                LogLevelName.Warning => LogLevel.Warning,
                LogLevelName.Error => LogLevel.Error,
                _ => LogLevel.Information,
            }
        );
        // The framework tells of every request and connection; what matters of that is counted.
        logging.AddFilter("Microsoft", options.LogLevel == LogLevelName.Debug ? LogLevel.Debug : LogLevel.Warning);
        // Why it did not start, or stopped, the command says itself, in a line and without a trace.
        if (options.LogLevel != LogLevelName.Debug)
            logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(c =>
            {
                c.UseUtcTimestamp = true;
                c.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(c =>
            {
                c.SingleLine = true;
                c.UseUtcTimestamp = true;
                c.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        }

        logging.Services.Configure<ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
