using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Serve.Intake;

namespace Tocsin.Serve.Tests;

/// <summary>Stopping loses nothing that was taken and takes nothing that would be lost.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task WhatIsUnderWayIsFinishedAndWhatComesLaterIsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var held = new TaskCompletionSource();
        server.Log.Gate = held.Task;
        var underWay = server.PostAsync("/ingest", "{\"a\":1}");
        var gate = server.Host.Services.GetRequiredService<IntakeGate>();
        while (server.Log.Appends == 0)
            await Task.Yield();

        var drained = gate.DrainAsync();
        Assert.False(drained.IsCompleted);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("/ingest", "{\"a\":2}")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.SendAsync(HttpMethod.Get, "/readyz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/livez")).Status);
        held.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await underWay).Status);
        await drained;

        Assert.Single(server.Log.Lines);
    }

    [Fact]
    public async Task RequestsBeyondTheMemoryOfIntakeAreRefusedAndThenTakenAgain()
    {
        await using var server = await TestServer.StartAsync(
            "intake: {body_limit: 1MiB, otlp_body_limit: 1MiB, memory: 3MiB}\nlisteners: [{address: '127.0.0.1:0'}]"
        );
        var held = new TaskCompletionSource();
        server.Log.Gate = held.Task;
        var body = $"{{\"a\":\"{new string('x', 700_000)}\"}}";

        var first = server.PostAsync("/ingest", body);
        while (server.Log.Appends == 0)
            await Task.Yield();
        var second = server.PostAsync("/ingest", body);
        while (server.Log.Appends == 1 && !second.IsCompleted)
            await Task.Yield();
        var (status, _) = await server.PostAsync("/ingest", body);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        held.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal(HttpStatusCode.OK, (await second).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/ingest", body)).Status);
        Assert.Equal(0, server.Host.Services.GetRequiredService<IntakeGate>().BytesInFlight);
    }
}
