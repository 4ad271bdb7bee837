using Microsoft.AspNetCore.Http;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>A path below the root of the Elasticsearch intake, taken apart.</summary>
internal sealed class ElasticsearchPath
{
    private ElasticsearchPath(string method, string[] parts)
    {
        Parts = parts;
        var isPost = HttpMethods.IsPost(method);
        var isWrite = isPost || HttpMethods.IsPut(method);
        var isIndex = parts.Length > 0 && !parts[0].StartsWith('_');
        IsBulk = isWrite && (parts is ["_bulk"] || (isIndex && parts is [_, "_bulk"] or [_, not ['_', ..], "_bulk"]));
        IsDocument =
            !IsBulk
            && isIndex
            && isWrite
            && (
                (isPost && parts is [_, "_doc"])
                || parts is [_, "_doc" or "_create", _]
                // The types of servers before 7, which some senders still write.
                || (isPost && parts is [_, not ['_', ..]])
            );
        Index = isIndex && parts.Length > 1 ? parts[0] : null;
        Id = IsDocument && parts.Length == 3 ? parts[2] : null;
    }

    /// <summary>The parts between slashes, decoded; none for the root.</summary>
    public string[] Parts { get; }

    /// <summary>Whether it is a bulk request.</summary>
    public bool IsBulk { get; }

    /// <summary>Whether it is a single document.</summary>
    public bool IsDocument { get; }

    /// <summary>Whether it brings records.</summary>
    public bool TakesRecords => IsBulk || IsDocument;

    /// <summary>The index that it names; null for none.</summary>
    public string? Index { get; }

    /// <summary>The document's id that it names; null for none.</summary>
    public string? Id { get; }

    /// <summary>The path of a request.</summary>
    public static ElasticsearchPath Of(HttpContext context)
    {
        var rest = context.Request.RouteValues["elasticsearch"] as string ?? "";
        return new(context.Request.Method, rest.Split('/', StringSplitOptions.RemoveEmptyEntries));
    }
}
