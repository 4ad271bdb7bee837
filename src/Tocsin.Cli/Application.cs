using System.CommandLine;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using Tocsin.Cli.Commands;
using Tocsin.Cli.Options;
using Tocsin.Cli.Output;

namespace Tocsin.Cli;

/// <summary>The program: reads the call, runs the command, and turns whatever happens into one of the four exit statuses.</summary>
internal static class Application
{
    /// <summary>Runs a call.</summary>
    public static int Run(string[] args)
    {
        var terminal = new Terminal(args);
        try
        {
            return RunCommand(args, terminal);
        }
        catch (OperationCanceledException)
        {
            terminal.Complain("interrupted");
            return ExitStatus.Failed;
        }
        catch (CallException wrong)
        {
            terminal.Complain(wrong.Message, wrong.Help);
            return ExitStatus.Wrong;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            terminal.Complain(OneLine(failure.Message));
            return ExitStatus.Failed;
        }
        catch (Exception failure)
        {
            // The last resort: a defect of the program, told in one line and never as a stack trace.
            terminal.Complain(
                $"internal error: {failure.GetType().Name}: {OneLine(failure.Message)}",
                Environment.GetEnvironmentVariable("TOCSIN_TRACE") is null
                    ? "please report it, with the call that led to it"
                    : failure.ToString()
            );
            return ExitStatus.Wrong;
        }
        finally
        {
            terminal.Flush();
        }
    }

    private static int RunCommand(string[] args, Terminal terminal)
    {
        // Before anything is built: scripts ask for the version often.
        if (args is ["--version"])
            return WriteVersion(terminal);
        // Short runs are over sooner without collections beside the program.
        if (args is not ["serve", ..])
            GCSettings.LatencyMode = GCLatencyMode.Batch;
        using var interrupts = new Interrupts();
        var root = CreateRoot(args, terminal, interrupts.Token);
        if (CallCheck.FindMistake(root, args) is { } mistake)
            throw mistake;
        if (CallCheck.AsksForVersion(root, args))
            return WriteVersion(terminal);
        var parsed = root.Parse(
            args,
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null }
        );
        var asksForHelp = parsed.Action is System.CommandLine.Help.HelpAction;
        if (parsed.Errors.Count > 0 && !asksForHelp)
            throw new CallException(
                CallCheck.Reword(parsed.Errors[0].Message),
                $"see `{CallCheck.CommandLine(parsed)} --help`"
            );
        return parsed.Invoke(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.OutText,
                Error = terminal.ErrorText,
            }
        );
    }

    private static RootCommand CreateRoot(string[] args, Terminal terminal, CancellationToken interrupt)
    {
        var root = new RootCommand(
            "Runs Elastic-format detection rules (EQL, ES|QL, KQL) over Kubernetes audit logs, container process events and any ECS JSON."
        );
        root.Options.Clear();
        root.Directives.Clear();
        foreach (var option in GlobalOptions.All)
            root.Add(option);
        foreach (var command in CommandsFor(args.FirstOrDefault(), terminal, interrupt))
            root.Add(command);
        return root;
    }

    /// <summary>The commands, all of them unless the call begins with the name of one: making the others would take a short run longer.</summary>
    private static Command[] CommandsFor(string? first, Terminal terminal, CancellationToken interrupt) =>
        first switch
        {
            "scan" => [ScanCommand.Create(terminal, interrupt)],
            "query" => [QueryCommand.Create(terminal, interrupt)],
            "rules" => [RulesCommand.Create(terminal, interrupt)],
            "serve" => [ServeCommand.Create(terminal, interrupt)],
            _ =>
            [
                ScanCommand.Create(terminal, interrupt),
                QueryCommand.Create(terminal, interrupt),
                RulesCommand.Create(terminal, interrupt),
                ServeCommand.Create(terminal, interrupt),
            ],
        };

    private static int WriteVersion(Terminal terminal)
    {
        var version = typeof(Application)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
        terminal.OutText.WriteLine($"tocsin {version}");
        return ExitStatus.Done;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim().TrimEnd('.');

    /// <summary>Turns Ctrl-C and a request to end into a cancellation; the second one ends the process at once.</summary>
    private sealed class Interrupts : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private readonly PosixSignalRegistration[] _signals;

        public Interrupts() =>
            _signals = [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            ];

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            foreach (var signal in _signals)
                signal.Dispose();
            _source.Dispose();
        }

        private void Handle(PosixSignalContext context)
        {
            context.Cancel = !_source.IsCancellationRequested;
            _source.Cancel();
        }
    }
}
