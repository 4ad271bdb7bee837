using System.CommandLine;
using Tocsin.Cli.Output;
using Tocsin.Cli.RuleSets;
using Tocsin.Cli.Serving;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Operations;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin serve</c>: takes records as they happen and raises alerts.</summary>
internal sealed class ServeCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description =
            "The configuration, a YAML file; without it the defaults hold: 127.0.0.1:9880, the built-in rules.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _check = Switch("--check", "Check the configuration and the rules, and exit.");

    private readonly Option<bool> _selfTest = Switch(
        "--self-test",
        "Start a server on a free port with a temporary folder, send it an event, wait for the alert, and exit with 0 or 1."
    );

    private readonly Option<string?> _kubeconfig = new("--print-webhook-kubeconfig")
    {
        Description =
            "Print the file that the API server of a cluster is given as `--audit-webhook-config-file`, and exit.",
        HelpName = "CLUSTER",
    };

    private readonly Option<string?> _url = Text("--url", "Where the API server reaches this server.", "URL");

    private readonly Option<string?> _authority = Text(
        "--certificate-authority",
        "For `--print-webhook-kubeconfig`: the authority of this server's certificate, a file on the API server's machine.",
        "FILE"
    );

    private readonly Option<string?> _tokenFile = Text(
        "--token-file",
        "For `--print-webhook-kubeconfig`: a file that holds the token to print; sent over https only.",
        "FILE"
    );

    private readonly Option<string?> _certificate = Text(
        "--client-certificate",
        "For `--print-webhook-kubeconfig`: the API server's certificate, a file on its machine.",
        "FILE"
    );

    private readonly Option<string?> _key = Text(
        "--client-key",
        "For `--print-webhook-kubeconfig`: the key of `--client-certificate`.",
        "FILE"
    );

    private readonly Option<bool> _policy = Switch(
        "--print-audit-policy",
        "Print an audit policy under which the rules see what they need, and exit."
    );

    private ServeCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var serve = new ServeCommand(terminal, interrupt);
        var command = new Command(
            "serve",
            "Take records as they happen, over HTTP or from followed files, and raise alerts."
        )
        {
            serve._config,
            serve._check,
            serve._selfTest,
            serve._kubeconfig,
            serve._url,
            serve._authority,
            serve._tokenFile,
            serve._certificate,
            serve._key,
            serve._policy,
            ServeTokenCommand.Create(terminal),
        };
        command.SetAction(serve.Run);
        return command;
    }

    private int Run(ParseResult call)
    {
        if (call.GetValue(_policy))
        {
            _terminal.OutText.Write(AuditPolicy.Text);
            return ExitStatus.Done;
        }

        if (call.GetValue(_kubeconfig) is { } cluster)
        {
            _terminal.OutText.Write(Kubeconfig(call, cluster));
            return ExitStatus.Done;
        }

        if (call.GetValue(_selfTest))
            return RunSelfTestAsync().GetAwaiter().GetResult();
        var found = new DiagnosticBag();
        var options = ReadOptions(call, found);
        var printer = new DiagnosticPrinter(_terminal);
        printer.Print(found.ToSortedArray(), withWarnings: true);
        if (found.HasErrors)
            return ExitStatus.Wrong;
        return call.GetValue(_check) ? CheckRules(options) : RunAsync(options).GetAwaiter().GetResult();
    }

    private string Kubeconfig(ParseResult call, string cluster)
    {
        var text = call.GetValue(_url);
        if (text is null)
            throw new CallException("`--url` is missing", "say where the API server reaches this server");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CallException(
                $"`{text}` is no URL for `--url`",
                "give one such as `https://tocsin.example:9880`"
            );
        var token = call.GetValue(_tokenFile) is { } file ? File.ReadAllText(file).Trim() : null;
        if (token is not null && url.Scheme == "http")
            throw new CallException("an API server sends no token over http", "use https, or leave `--token-file` out");
        return new WebhookKubeconfig
        {
            Cluster = cluster,
            Url = url,
            Token = token,
            AuthorityFile = call.GetValue(_authority),
            CertificateFile = call.GetValue(_certificate),
            KeyFile = call.GetValue(_key),
        }.Write();
    }

    private ServeOptions ReadOptions(ParseResult call, DiagnosticBag found)
    {
        if (call.GetValue(_config) is not { } path)
            return ConfigurationFile.Read("", "defaults", found);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CallException(
                $"the configuration `{path}` cannot be opened: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}"
            );
        }

        return ConfigurationFile.Read(text, path, found);
    }

    /// <summary>Loads and compiles the rules as the server would.</summary>
    private int CheckRules(ServeOptions options)
    {
        var found = new DiagnosticBag();
        var loaded = RuleSet.Load(options.Rules.Paths, found, Environment.ProcessorCount);
        var compiler = new RuleCompiler(FieldTypes.Default, new FieldTable(), knownIndices: [], TreePipeline.Default);
        var rules = CompiledRuleSet.Compile(loaded, compiler, options.Rules.OnlyEnabled, found);
        var printer = new DiagnosticPrinter(_terminal);
        printer.Print(found.ToSortedArray(), withWarnings: false);
        var ready = rules.Plans.Count();
        _terminal.Say($"the configuration is right; {DiagnosticPrinter.Counted(ready, "rule")} can run");
        return found.HasErrors || ready == 0 ? ExitStatus.Wrong : ExitStatus.Done;
    }

    private async Task<int> RunSelfTestAsync()
    {
        var rules = new ServedRuleFiles(new(), Environment.ProcessorCount);
        var test = new SelfTest(rules, line => _terminal.OutText.WriteLine(line), TimeProvider.System);
        return await test.RunAsync(_interrupt).ConfigureAwait(false) ? ExitStatus.Done : ExitStatus.Reached;
    }

    private async Task<int> RunAsync(ServeOptions options)
    {
        ServeComposition server;
        try
        {
            var rules = new ServedRuleFiles(options.Rules, Environment.ProcessorCount);
            server = await ServeComposition
                .OpenAsync(options, rules, TimeProvider.System, Console.OpenStandardOutput())
                .ConfigureAwait(false);
        }
        catch (InvalidDataException failure)
        {
            throw new CallException(failure.Message);
        }

        await using (server.ConfigureAwait(false))
        {
            try
            {
                await server.RunAsync(_interrupt).ConfigureAwait(false);
            }
            catch (InvalidOperationException failure)
            {
                _terminal.Complain(failure.Message.ReplaceLineEndings(" "));
                return ExitStatus.Failed;
            }
        }

        return ExitStatus.Done;
    }

    private static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };
}
