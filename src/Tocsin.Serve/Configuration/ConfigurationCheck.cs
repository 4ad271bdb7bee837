using System.Buffers;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;
using Tocsin.Serve.Hosting;
using Tocsin.Serve.Security;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Serve.Configuration;

/// <summary>Checks what the keys of a configuration say together: above all that nobody is let in by mistake.</summary>
internal sealed class ConfigurationCheck
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("{}*?# %\\");

    private readonly SourceText _source;
    private readonly YamlNode? _root;
    private readonly DiagnosticBag _diagnostics;

    private ConfigurationCheck(SourceText source, YamlNode? root, DiagnosticBag diagnostics) =>
        (_source, _root, _diagnostics) = (source, root, diagnostics);

    /// <summary>Checks options.</summary>
    public static void Check(ServeOptions options, SourceText source, YamlNode? root, DiagnosticBag diagnostics)
    {
        var check = new ConfigurationCheck(source, root, diagnostics);
        check.Listeners(options);
        check.Auth(options.Auth);
        check.Intake(options.Intake);
        if (options.Alerts is { Store: AlertStoreKind.Postgresql, Connection: null })
            check.Report(ConfigurationDiagnostics.MissingKey, "alerts", "alerts.connection");
        check.Sinks(options.Sinks);
        var least = options.Intake.Memory.Bytes + options.Engine.StateBudget.Bytes + ByteSize.MiB(256).Bytes;
        if (options.MemoryLimit.Bytes < least)
            check.Report(
                ConfigurationDiagnostics.OutOfRange,
                "memory_limit",
                "memory_limit",
                $"at least {new ByteSize(least)}, for `intake.memory`, `engine.state_budget` and the program itself"
            );
    }

    private void Sinks(IReadOnlyList<SinkSettings> sinks)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sinks.Count; i++)
        {
            var fault = sinks[i].Fault() ?? (names.Add(sinks[i].Name) ? null : "another sink has its name");
            if (fault is not null)
                Report(ConfigurationDiagnostics.WrongKind, $"sinks[{i}]", $"sinks[{i}]", $"a sink that works: {fault}");
        }
    }

    private void Listeners(ServeOptions options)
    {
        if (options.Listeners.Count == 0 && options.Intake.Follow.Count == 0)
            Report(
                ConfigurationDiagnostics.OutOfRange,
                "listeners",
                "listeners",
                "one listener at least, where no file is followed"
            );
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Listeners.Count; i++)
        {
            var listener = options.Listeners[i];
            var path = $"listeners[{i}]";
            if (listener.Name.Length == 0 || !names.Add(listener.Name))
                Report(
                    ConfigurationDiagnostics.OutOfRange,
                    $"{path}.name",
                    $"{path}.name",
                    "a name that no other listener has"
                );
            if (!ListenerAddress.TryParse(listener.Address, out _))
            {
                const string Kind = "an IP address or `localhost`, and a port (`127.0.0.1:9880`, `[::]:9880`)";
                Report(ConfigurationDiagnostics.WrongKind, $"{path}.address", $"{path}.address", Kind);
                continue;
            }

            Access(listener, path, options.Auth);
            if (listener.Tls is { } tls)
                Tls(tls, $"{path}.tls");
        }
    }

    private void Access(ListenerOptions listener, string path, AuthOptions auth)
    {
        var isOpen = listener.Auth == ListenerAuth.None;
        var isLocal = ListenerAddress.IsLoopback(listener.Address);
        if (!isLocal && isOpen)
        {
            const string Help =
                "leave `auth` out or set it to `required`, and add a token with `tocsin serve token create`";
            Add(ConfigurationDiagnostics.OpenListener, $"{path}.auth", Help, listener.Name);
            return;
        }

        var isRequired = !isLocal || listener.Auth == ListenerAuth.Required;
        if (isRequired && auth.IsEmpty)
        {
            const string Help = "`tocsin serve token create --name NAME --scope ingest` prints a token and what to add";
            Add(ConfigurationDiagnostics.NobodyMayCall, $"{path}.address", Help, listener.Name);
        }
        else if (!isLocal && listener.Tls is null)
        {
            const string Help = "add `tls`, or let a proxy on this machine speak TLS and listen on a loopback address";
            Add(ConfigurationDiagnostics.PlainSecrets, $"{path}.address", Help, listener.Name);
        }
    }

    private void Tls(TlsOptions tls, string path)
    {
        if (tls.ClientCertificates != ClientCertificates.None && tls.ClientAuthorityFile is null)
        {
            Report(ConfigurationDiagnostics.MissingKey, path, $"{path}.client_authority_file");
            return;
        }

        try
        {
            ServerCertificate.Read(tls).Certificate.TargetCertificate.Dispose();
        }
        catch (Exception failure) when (ServerCertificate.IsUnreadable(failure))
        {
            var reason = failure.Message.ReplaceLineEndings(" ").TrimEnd('.');
            Report(ConfigurationDiagnostics.BadFile, $"{path}.certificate_file", path, reason);
        }
    }

    private void Auth(AuthOptions auth)
    {
        for (var i = 0; i < auth.Tokens.Count; i++)
        {
            if (!TokenHash.TryParse(auth.Tokens[i].Hash, out _))
                Kind($"auth.tokens[{i}].hash", "`sha256:` and 64 hex digits, as `tocsin serve token create` prints it");
            if (auth.Tokens[i].Name.Length == 0 || auth.Tokens[i].Name.Contains(':', StringComparison.Ordinal))
                Kind($"auth.tokens[{i}].name", "a name without `:`");
        }

        for (var i = 0; i < auth.Users.Count; i++)
        {
            if (PasswordHash.TryParse(auth.Users[i].PasswordHash) is null)
                Kind($"auth.users[{i}].password_hash", "what `tocsin serve token hash-password` prints");
        }
    }

    private void Intake(IntakeOptions intake)
    {
        var largest = Math.Max(intake.BodyLimit.Bytes, intake.OtlpBodyLimit.Bytes);
        if (intake.Memory.Bytes < 3 * largest)
            Report(
                ConfigurationDiagnostics.OutOfRange,
                "intake.memory",
                "intake.memory",
                $"at least {new ByteSize(3 * largest)}, three times the largest body"
            );
        Paths(intake.Kubernetes.Paths, "intake.kubernetes.paths");
        Paths(intake.Elasticsearch.Prefixes, "intake.elasticsearch.prefixes");
        Paths([intake.Falco.Path], "intake.falco.path");
        Paths([intake.Otlp.Path], "intake.otlp.path");
        Paths([intake.Ingest.Path], "intake.ingest.path");
    }

    private void Paths(IReadOnlyList<string> paths, string at)
    {
        foreach (var path in paths)
        {
            var isPlain =
                path.Length > 1 && path[0] == '/' && !path.AsSpan().ContainsAny(NotInPaths) && path[^1] != '/';
            if (!isPlain)
                Kind(at, "a path such as `/k8s-audit`, without a slash at its end");
        }
    }

    private void Kind(string path, string kind) => Report(ConfigurationDiagnostics.WrongKind, path, path, kind);

    private void Report(DiagnosticDescriptor descriptor, string path, params object[] arguments) =>
        _diagnostics.Add(new(descriptor, _source, SpanOf(path), arguments));

    private void Add(DiagnosticDescriptor descriptor, string path, string help, params object[] arguments) =>
        _diagnostics.Add(new(descriptor, _source, SpanOf(path), arguments, Help: help));

    /// <summary>Where the value of a key stands; of the nearest key above it where it is not written.</summary>
    private TextSpan SpanOf(string path)
    {
        var node = _root;
        foreach (var part in path.Split('.', '['))
        {
            var next = node switch
            {
                YamlMappingNode mapping => mapping
                    .Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == part)
                    .Value,
                YamlSequenceNode list
                    when part.EndsWith(']') && int.TryParse(part[..^1], out var i) && i < list.Children.Count =>
                    list.Children[i],
                _ => null,
            };
            if (next is null)
                break;
            node = next;
        }

        return node is null ? new(0, 0)
            : node is YamlScalarNode ? TextSpan.FromBounds((int)node.Start.Index, (int)node.End.Index)
            : new((int)node.Start.Index, 1);
    }
}
