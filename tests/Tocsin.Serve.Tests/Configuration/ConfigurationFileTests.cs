using Tocsin.Core.Diagnostics;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Tests.Configuration;

/// <summary>The configuration file: what it may say, and how mistakes are told.</summary>
public sealed class ConfigurationFileTests
{
    [Fact]
    public void NothingIsAConfigurationThatListensOnLoopbackOnly()
    {
        var (options, problems) = Read("");

        Assert.Empty(problems);
        Assert.Equal("127.0.0.1:9880", Assert.Single(options.Listeners).Address);
    }

    [Fact]
    public void EveryKindOfValueIsRead()
    {
        var (options, problems) = Read(
            """
            data_folder: /var/lib/tocsin
            listeners:
              - name: local
                address: 127.0.0.1:1
                endpoints: [kubernetes, otlp]
                auth: none
            intake:
              body_limit: 1.5MiB
              connection_limit: 7
              follow:
                - path: /var/log/*.log
                  from: beginning
                  interval: 1m30s
            rules:
              only_enabled: true
              value_lists: {a: b.txt}
            """
        );

        Assert.Empty(problems);
        Assert.Equal("/var/lib/tocsin", options.DataFolder);
        Assert.Equal([EndpointGroup.Kubernetes, EndpointGroup.Otlp], options.Listeners[0].Endpoints);
        Assert.Equal(1_572_864, options.Intake.BodyLimit.Bytes);
        Assert.Equal(7, options.Intake.ConnectionLimit);
        Assert.Equal(TimeSpan.FromSeconds(90), options.Intake.Follow[0].Interval);
        Assert.Equal(FollowFrom.Beginning, options.Intake.Follow[0].From);
        Assert.True(options.Rules.OnlyEnabled);
        Assert.Equal("b.txt", options.Rules.ValueLists["a"]);
    }

    [Theory]
    [InlineData("datafolder: x", "TOC4402 1:1 unknown key `datafolder`|did you mean `data_folder`?")]
    [InlineData("intake:\n  body_limt: 1MiB", "TOC4402 2:3 unknown key `intake.body_limt`|did you mean `body_limit`?")]
    [InlineData(
        "intake:\n  body_limit: 10",
        "TOC4403 2:15 `intake.body_limit` must be a size such as `512KiB`, `100MiB` or `10GiB`"
    )]
    [InlineData("intake:\n  body_limit: 1B", "TOC4404 2:15 `intake.body_limit` must be at least 1KiB")]
    [InlineData(
        "shutdown_timeout: 5",
        "TOC4403 1:19 `shutdown_timeout` must be a duration such as `30s`, `5m` or `7d`"
    )]
    [InlineData("shutdown_timeout: 2h", "TOC4404 1:19 `shutdown_timeout` must be at most 1h")]
    [InlineData("listeners: 5", "TOC4403 1:12 `listeners` must be a list")]
    [InlineData("intake: 5", "TOC4403 1:9 `intake` must be an object with keys")]
    [InlineData("rules: {only_enabled: yes}", "TOC4403 1:23 `rules.only_enabled` must be `true` or `false`")]
    [InlineData(
        "telemetry: {log_format: jsn}",
        "TOC4403 1:25 `telemetry.log_format` must be one of `text`, `json`|did you mean `json`?"
    )]
    [InlineData("a: 1\na: 2", "TOC4406")]
    [InlineData("intake: {", "TOC4401")]
    [InlineData("a: &x 1\nb: *x", "TOC4401")]
    [InlineData("--- {}\n--- {}", "TOC4401")]
    [InlineData("intake: {follow: [{}]}", "TOC4405 1:19 `intake.follow[0].path` is missing")]
    [InlineData(
        "data_folder: ${env:TOCSIN_NO_SUCH}",
        "TOC4407 1:14 the value of `data_folder` cannot be read: the environment variable `TOCSIN_NO_SUCH` is not set"
    )]
    [InlineData("alerts: {connection_file: /nowhere/at/all}", "TOC4407")]
    [InlineData("alerts: {store: postgresql}", "TOC4405 1:9 `alerts.connection` is missing")]
    [InlineData("listeners: [{address: example.com:80}]", "TOC4403")]
    [InlineData("listeners: [{address: '::1:80'}]", "TOC4403")]
    [InlineData(
        "listeners: [{address: '127.0.0.1:1'}, {address: '127.0.0.1:2'}]",
        "TOC4404 1:39 `listeners[1].name` must be a name that no other listener has"
    )]
    [InlineData(
        "listeners: [{address: '0.0.0.0:9880', auth: none}]",
        "TOC4408 1:45 the listener `default` is reached from other machines and lets anybody in|leave"
    )]
    [InlineData(
        "listeners: [{address: '0.0.0.0:9880'}]",
        "TOC4409 1:23 the listener `default` requires authentication, and `auth` names nobody|`tocsin serve token create"
    )]
    [InlineData("listeners: [{address: '127.0.0.1:1', tls: {certificate_file: /no, key_file: /no}}]", "TOC4410")]
    [InlineData("auth: {tokens: [{name: a, hash: plain, scopes: [ingest]}]}", "TOC4403")]
    [InlineData("auth: {tokens: [{name: a, hash: plain, scopes: [root]}]}", "TOC4403")]
    [InlineData("auth: {users: [{name: a, password_hash: plain, scopes: [ingest]}]}", "TOC4403")]
    [InlineData("intake: {memory: 1MiB}", "TOC4404")]
    [InlineData("intake: {falco: {path: 'falco/{x}'}}", "TOC4403")]
    public void AMistakeIsToldWithItsPlace(string yaml, string expected)
    {
        var (_, problems) = Read(yaml);

        var problem = Assert.Single(problems, p => p.IsError);
        var position = problem.Position;
        var told = $"{problem.Descriptor.Code} {position.Line}:{position.Column} {problem.Message}|{problem.Help}";
        Assert.StartsWith(expected, told, StringComparison.Ordinal);
    }

    [Fact]
    public void AllMistakesAreToldAtOnce()
    {
        var (_, problems) = Read("a: 1\nb: 2\nintake: {body_limit: x, memory: y}\n");

        Assert.Equal(4, problems.Length);
    }

    [Fact]
    public void AnAddressBeyondLoopbackNeedsSomebodyWhoMayCall()
    {
        var hash = TokenHash.Format(TokenHash.NewToken());
        var (_, problems) = Read(
            $"listeners: [{{address: '0.0.0.0:9880'}}]\nauth: {{tokens: [{{name: a, hash: '{hash}', scopes: [ingest]}}]}}"
        );

        // Only a warning is left: the token would travel in the clear.
        Assert.Equal("TOC4411", Assert.Single(problems).Descriptor.Code);
    }

    [Fact]
    public void ASecretComesFromAFile()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "Host=db;Password=p\n");

        var (options, problems) = Read($"alerts:\n  store: postgresql\n  connection_file: {file}\n");
        File.Delete(file);

        Assert.Empty(problems);
        Assert.Equal("Host=db;Password=p", options.Alerts.Connection!.Reveal());
    }

    [Fact]
    public void ADeepTextIsRefusedAndNotARecursionWithoutEnd()
    {
        var (_, problems) = Read(string.Concat(Enumerable.Repeat("[", 100_000)));

        Assert.Equal("TOC4401", Assert.Single(problems).Descriptor.Code);
    }

    [Theory]
    [InlineData("90s", "1m30s")]
    [InlineData("36h", "1d12h")]
    [InlineData("250ms", "250ms")]
    [InlineData("0s", "0s")]
    public void DurationsAreWrittenInTheLargestUnits(string text, string expected)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(expected, DurationText.Format(duration));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5s3m")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("99999999999d")]
    public void WhatIsNoDurationIsNotTakenForOne(string text) => Assert.False(DurationText.TryParse(text, out _));

    private static (ServeOptions Options, Diagnostic[] Problems) Read(string yaml)
    {
        var found = new DiagnosticBag();
        var options = ConfigurationFile.Read(yaml, "tocsin.yml", found);
        return (options, found.ToSortedArray());
    }
}
