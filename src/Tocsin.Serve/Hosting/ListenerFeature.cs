using System.Net;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Hosting;

/// <summary>Says of a connection which listener it came in by; set when the connection is accepted.</summary>
/// <param name="Options">The listener.</param>
internal sealed record ListenerFeature(ListenerOptions Options)
{
    /// <summary>Whether callers have to say who they are.</summary>
    public bool RequiresAuthentication =>
        (Options.Auth ?? (ListenerAddress.IsLoopback(Options.Address) ? ListenerAuth.None : ListenerAuth.Required))
        == ListenerAuth.Required;

    /// <summary>The listener of a request.</summary>
    public static ListenerFeature Of(HttpContext context) =>
        context.Features.Get<ListenerFeature>()
        ?? throw new InvalidOperationException("the connection came in by no listener of the configuration");
}

/// <summary>Reads addresses of listeners.</summary>
internal static class ListenerAddress
{
    /// <summary>Reads <c>HOST:PORT</c>; the host is an IP address or <c>localhost</c>.</summary>
    public static bool TryParse(string text, out IPEndPoint address)
    {
        const string Local = "localhost:";
        if (text.StartsWith(Local, StringComparison.OrdinalIgnoreCase))
            text = "127.0.0.1:" + text[Local.Length..];
        address = new(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && colon > text.LastIndexOf(']');
        // Without brackets the last group of an IPv6 address would be taken for a port.
        if (!hasPort || (text[0] != '[' && text.IndexOf(':') != colon) || !IPEndPoint.TryParse(text, out var parsed))
            return false;
        address = parsed;
        return true;
    }

    /// <summary>Whether only this machine can reach an address.</summary>
    public static bool IsLoopback(string text) =>
        TryParse(text, out var address) && IPAddress.IsLoopback(address.Address);
}
