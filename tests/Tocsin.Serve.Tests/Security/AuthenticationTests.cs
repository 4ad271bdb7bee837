using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Tests.Security;

/// <summary>Who gets in, and for what (intake-protocols, common rules).</summary>
public sealed class AuthenticationTests
{
    private static readonly string Token = TokenHash.NewToken();
    private static readonly string ReadToken = TokenHash.NewToken();
    private static readonly string Password = PasswordHash.Format("correct horse");

    private static AuthOptions Auth =>
        new()
        {
            Tokens =
            [
                new()
                {
                    Name = "shipper",
                    Hash = TokenHash.Format(Token),
                    Scopes = [Scope.Ingest],
                },
                new()
                {
                    Name = "viewer",
                    Hash = TokenHash.Format(ReadToken),
                    Scopes = [Scope.Read],
                },
            ],
            Users =
            [
                new()
                {
                    Name = "elastic",
                    PasswordHash = Password,
                    Scopes = [Scope.Ingest],
                },
            ],
        };

    public static TheoryData<string?, HttpStatusCode> Headers =>
        new()
        {
            { null, HttpStatusCode.Unauthorized },
            { $"Bearer {Token}", HttpStatusCode.OK },
            { $"bearer {Token}", HttpStatusCode.OK },
            { $"Bearer {Token}x", HttpStatusCode.Unauthorized },
            { $"Bearer {ReadToken}", HttpStatusCode.Forbidden },
            { $"ApiKey {Base64($"shipper:{Token}")}", HttpStatusCode.OK },
            { $"ApiKey {Base64($"viewer:{Token}")}", HttpStatusCode.Unauthorized },
            { $"ApiKey shipper:{Token}", HttpStatusCode.Unauthorized },
            { $"Basic {Base64($"shipper:{Token}")}", HttpStatusCode.OK },
            { $"Basic {Base64("elastic:correct horse")}", HttpStatusCode.OK },
            { $"Basic {Base64("elastic:wrong")}", HttpStatusCode.Unauthorized },
            { $"Basic {Base64("nobody:correct horse")}", HttpStatusCode.Unauthorized },
            { $"Basic {Token}", HttpStatusCode.Unauthorized },
            { "Basic !!!", HttpStatusCode.Unauthorized },
            { "Digest x", HttpStatusCode.Unauthorized },
            { Token, HttpStatusCode.Unauthorized },
        };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task EveryWayToSayWhoOneIs(string? header, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        foreach (var path in (string[])["/", "/k8s-audit"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);

            using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(expected, response.StatusCode);
            if (expected == HttpStatusCode.Unauthorized)
                Assert.Contains("Basic", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NothingIsKeptOfWhoIsNotLetIn()
    {
        await using var server = await StartAsync();
        foreach (var path in (string[])["/k8s-audit", "/_bulk", "/falco", "/v1/logs", "/ingest", "/x/_doc"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostAsync(path, "{\"a\":1}")).Status);
        await server.Host.StopAsync();

        Assert.Equal(0, server.Log.Appends);
    }

    [Fact]
    public async Task HealthNeedsNoCredentials()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/livez")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/readyz")).Status);
    }

    [Fact]
    public async Task FalcosTokenMayStandInThePathOrTheQueryAndNowhereElse()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync($"/falco/{Token}", "{\"a\":1}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync($"/falco?token={Token}", "{\"a\":1}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostAsync("/falco?token=x", "{\"a\":1}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostAsync($"/ingest?token={Token}", "{}")).Status);
    }

    [Fact]
    public async Task ACallerOfAnotherScopeMayNotWrite()
    {
        await using var server = await StartAsync();
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ReadToken);

        Assert.Equal(HttpStatusCode.Forbidden, (await server.PostAsync("/_bulk", "{}")).Status);
    }

    [Theory]
    [InlineData(Scope.Admin, Scope.Ingest, true)]
    [InlineData(Scope.Triage, Scope.Read, true)]
    [InlineData(Scope.Read, Scope.Triage, false)]
    [InlineData(Scope.Triage, Scope.Ingest, false)]
    [InlineData(Scope.Ingest, Scope.Read, false)]
    internal void ScopesIncludeOneAnotherAsDocumented(Scope held, Scope needed, bool allowed) =>
        Assert.Equal(allowed, Scopes.Allows([held], needed));

    [Fact]
    public void TokensAndHashesSayNothingOfOneAnother()
    {
        var hash = TokenHash.Format(Token);

        Assert.DoesNotContain(Token, hash, StringComparison.Ordinal);
        Assert.True(TokenHash.TryParse(hash, out var bytes));
        Assert.Equal(32, bytes.Length);
        Assert.NotEqual(TokenHash.NewToken(), TokenHash.NewToken());
        Assert.NotEqual(PasswordHash.Format("x"), PasswordHash.Format("x"));
        Assert.DoesNotContain("secret text", new Secret("secret text").ToString(), StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync() =>
        TestServer.StartAsync(
            new ServeOptions
            {
                Auth = Auth,
                Listeners =
                [
                    new()
                    {
                        Name = "test",
                        Address = "127.0.0.1:0",
                        Auth = ListenerAuth.Required,
                    },
                ],
            }
        );

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
