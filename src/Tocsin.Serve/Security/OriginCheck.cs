using System.Net;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Security;

/// <summary>Keeps web pages in a browser of this machine away from a listener that lets anybody of the machine in.</summary>
/// <remarks>
/// A page can make its reader's browser post to a loopback address, and, with a name that suddenly means that address, read from it. The first is
/// seen by the headers that browsers add, the second by the name in <c>Host</c>.
/// </remarks>
internal static class OriginCheck
{
    /// <summary>Whether a request may have been made by a page of somebody else.</summary>
    public static bool IsForeign(HttpRequest request, ListenerOptions listener)
    {
        var host = request.Host;
        if (host.HasValue && !IsOwnName(host.Host, listener.Hosts))
            return true;
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site != "same-origin" && site != "none")
            return true;
        var origin = request.Headers.Origin;
        return origin.Count > 0
            && !(
                Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var page)
                && string.Equals(page.Authority, host.Value, StringComparison.OrdinalIgnoreCase)
            );
    }

    private static bool IsOwnName(string name, IReadOnlyList<string> names) =>
        string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(name.Trim('[', ']'), out _)
        || names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
