using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tocsin.Cli.Tests;

/// <summary><c>tocsin serve</c> as a program: what it prints, and how it ends.</summary>
public sealed partial class ServeTests : IDisposable
{
    private readonly TocsinProcess _tocsin = new();

    public void Dispose() => _tocsin.Dispose();

    [Fact]
    public void ARightConfigurationAndTheBuiltInRulesPassTheCheck()
    {
        _tocsin.Write("tocsin.yml", "listeners:", "  - address: 127.0.0.1:9880");

        var call = _tocsin.Run("serve", "--check", "--config", "tocsin.yml");

        Assert.Equal(0, call.Status);
        Assert.Contains("rules can run", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listeners: [{address: '0.0.0.0:1', auth: none}]", "TOC4408")]
    [InlineData("datafolder: x", "did you mean `data_folder`?")]
    [InlineData("rules: {paths: [absent]}", "TOC4001")]
    public void AWrongConfigurationDoesNot(string yaml, string said)
    {
        _tocsin.Write("tocsin.yml", yaml);

        var call = _tocsin.Run("serve", "--check", "--config", "tocsin.yml");

        Assert.Equal(2, call.Status);
        Assert.Contains(said, call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cannot be opened", "serve", "--config", "absent.yml")]
    [InlineData("`--url` is missing", "serve", "--print-webhook-kubeconfig", "prod")]
    [InlineData("is no URL", "serve", "--print-webhook-kubeconfig", "prod", "--url", "tocsin")]
    [InlineData("`root` is no scope", "serve", "token", "create", "--scope", "root")]
    [InlineData("no password", "serve", "token", "hash-password")]
    [InlineData("", "serve", "token")]
    public void AWrongCallEndsWithStatusTwo(string said, params string[] args)
    {
        var call = _tocsin.Run(args);

        Assert.Equal(2, call.Status);
        Assert.Equal("", call.Out);
        Assert.Contains(said, call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AKubeconfigIsPrintedForACluster()
    {
        _tocsin.Write("token.txt", "tocsin_x");

        var call = _tocsin.Run(
            "serve",
            "--print-webhook-kubeconfig",
            "prod",
            "--url",
            "https://tocsin.example:9881",
            "--token-file",
            "token.txt",
            "--certificate-authority",
            "/etc/ca.crt"
        );

        Assert.Equal(0, call.Status);
        Assert.Equal(
            [
                "apiVersion: v1",
                "kind: Config",
                "clusters:",
                "  - name: tocsin",
                "    cluster:",
                "      server: \"https://tocsin.example:9881/k8s-audit/prod\"",
                "      certificate-authority: \"/etc/ca.crt\"",
                "users:",
                "  - name: kube-apiserver",
                "    user:",
                "      token: \"tocsin_x\"",
                "contexts:",
                "  - name: tocsin",
                "    context:",
                "      cluster: tocsin",
                "      user: kube-apiserver",
                "current-context: tocsin",
            ],
            call.OutLines
        );
    }

    [Fact]
    public void AnAuditPolicyIsPrinted()
    {
        var call = _tocsin.Run("serve", "--print-audit-policy");

        Assert.Equal(0, call.Status);
        Assert.StartsWith("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n", call.Out, StringComparison.Ordinal);
        Assert.Contains("pods/exec", call.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ATokenOfTheCallOpensAListener()
    {
        var call = _tocsin.Run("serve", "token", "create", "--name", "shipper", "--scope", "ingest", "--scope", "read");
        var lines = call.OutLines;
        _tocsin.Write("tocsin.yml", ["listeners: [{address: '127.0.0.1:0', auth: required}]", .. lines[1..]]);

        Assert.Equal(0, call.Status);
        Assert.StartsWith("tocsin_", lines[0], StringComparison.Ordinal);
        Assert.Equal("auth:", lines[1]);
        Assert.Equal(0, _tocsin.Run("serve", "--check", "--config", "tocsin.yml").Status);
    }

    [Fact]
    public async Task TheServerTakesRecordsUntilItIsToldToStop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "needs a signal");
        _tocsin.Write("tocsin.yml", "listeners: [{address: '127.0.0.1:0'}]", "telemetry: {log_format: json}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "tocsin.dll"), "serve", "--config", "tocsin.yml" },
            WorkingDirectory = _tocsin.Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var url = "";
        while (url.Length == 0 && await process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            Assert.StartsWith("{", line, StringComparison.Ordinal);
            url = Address().Match(line).Value;
        }

        using var client = new HttpClient();

        using var answer = await client.PostAsync(
            new Uri(url + "/ingest"),
            new StringContent("{\"a\":1}"),
            cancellation
        );
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        using var signal = Process.Start("kill", ["-TERM", process.Id.ToString()]);
        await process.WaitForExitAsync(cancellation);

        Assert.Equal("{\"accepted\":1,\"skipped\":0}", text);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(cancellation));
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
