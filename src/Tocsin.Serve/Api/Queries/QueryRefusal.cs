using System.Globalization;
using Tocsin.Core.Diagnostics;

namespace Tocsin.Serve.Api.Queries;

/// <summary>A query that is not answered, in the words of Elasticsearch.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="type">The kind of error.</param>
/// <param name="reason">What is wrong.</param>
internal sealed class QueryRefusal(int status, string type, string reason) : Exception(reason)
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; } = status;

    /// <summary>The kind of error.</summary>
    public string Type { get; } = type;

    /// <summary>A request that has something that is not supported.</summary>
    public static QueryRefusal NotSupported(string name) =>
        new(400, "illegal_argument_exception", $"[{name}] is not supported");

    /// <summary>What is wrong with a query's text, all of it.</summary>
    public static QueryRefusal Of(IEnumerable<Diagnostic> found)
    {
        var errors = found.Where(d => d.IsError).ToList();
        var isSyntax = errors.Exists(d => d.Descriptor.Code.StartsWith("TOC1", StringComparison.Ordinal));
        var lines = errors.ConvertAll(d =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"line {d.Position.Line}:{d.Position.Column}: {d.Message}{(d.Help is null ? "" : $" ({d.Help})")} [{d.Descriptor.Code}]"
            )
        );
        return isSyntax
            ? new(400, "parsing_exception", string.Join('\n', lines))
            : new(
                400,
                "verification_exception",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found {lines.Count} problem{(lines.Count == 1 ? "" : "s")}\n"
                ) + string.Join('\n', lines)
            );
    }
}
