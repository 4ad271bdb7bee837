using System.Net;
using Tocsin.Serve.Tests.EndToEnd;

namespace Tocsin.Serve.Tests.Api;

/// <summary>Rules that change while the server runs.</summary>
public sealed class RuleReloadTests
{
    [Fact]
    public async Task NewRulesAreInForceAfterAReload()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        await server.SendAsync("logout", "ada");
        server.Folder.WriteRule("logout", ApiServer.Rule("logout", "logouts"));
        var answer = await server.PostAsync("/api/rules/_reload", "");
        Assert.True(answer.GetProperty("reloaded").GetBoolean());
        Assert.Equal(2, answer.GetProperty("set").GetProperty("running").GetInt32());
        await server.SendAsync("logout", "bob");
        var page = await server.GetAsync("/api/alerts?rule=rule-logout");
        Assert.Equal(1, page.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task AWrongRuleIsToldAndTheOldOnesGoOn()
    {
        await using var server = await ApiServer.StartAsync(usesFolder: true);
        server.Folder.WriteRule("login", ApiServer.Rule("(login", "logins"));
        server.Folder.WriteRule("logout", ApiServer.Rule("logout", "logouts"));
        var (status, text) = await server.CallAsync(HttpMethod.Post, "/api/rules/_reload", "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("login.toml", text, StringComparison.Ordinal);
        await server.SendAsync("login", "ada");
        Assert.Equal(1, (await server.GetAsync("/api/alerts?rule=rule-login")).GetProperty("total").GetInt32());
        var set = (await server.GetAsync("/api/rules")).GetProperty("set");
        Assert.Equal(1, set.GetProperty("generation").GetInt32());
        Assert.Equal(1, set.GetProperty("running").GetInt32());
        Assert.NotEqual(0, set.GetProperty("refused_because").GetArrayLength());
        var (_, metrics) = await server.CallAsync(HttpMethod.Get, "/metrics");
        Assert.Matches("tocsin_rules_reload_failures_total [1-9]", metrics);
    }

    [Theory]
    [InlineData("signal")]
    [InlineData("file")]
    public async Task AProcessTakesChangedFiles(string how)
    {
        using var folder = new ServerFolder();
        Directory.CreateDirectory(folder.Rules);
        folder.WriteRule("login", ApiServer.Rule("login", "logins"));
        folder.Configure($"rules:\n  reload: {(how == "file" ? "200ms" : "0s")}\n  paths: [{folder.Rules}]\n");
        using var server = await TocsinProcess.StartAsync(folder.Configuration);
        folder.WriteRule("logout", ApiServer.Rule("logout", "logouts"));
        if (how == "signal")
            server.Signal("HUP");
        await TocsinProcess.UntilAsync(async () =>
            (await server.GetAsync("/api/rules")).GetProperty("set").GetProperty("generation").GetInt32() == 2
        );
        Assert.Equal(2, (await server.GetAsync("/api/rules")).GetProperty("rules").GetArrayLength());
        Assert.Equal(0, await server.StopAsync());
    }
}
