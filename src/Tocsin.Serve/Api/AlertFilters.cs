using Microsoft.AspNetCore.Http;
using Tocsin.Core.Rules;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Configuration;

namespace Tocsin.Serve.Api;

/// <summary>Reads which alerts a request asks for.</summary>
internal static class AlertFilters
{
    /// <summary>The parameters that choose alerts.</summary>
    public static readonly ApiParameter[] Filters =
    [
        new("rule", "string[]", "Ids or names of rules."),
        new("severity", "string[]", "`low`, `medium`, `high`, `critical`."),
        new("status", "string[]", "`open`, `acknowledged`, `closed`."),
        new(
            "entity",
            "string[]",
            "A user, host, address, namespace, pod, container, process or cluster; or `KIND:VALUE`."
        ),
        new("tactic", "string[]", "Ids or names of tactics."),
        new("technique", "string[]", "Ids or names of techniques."),
        new("tag", "string[]", "Tags, people's or the rule's."),
        new("assignee", "string[]", "Who works on it."),
        new("group", "string", "The members of a sequence's alert."),
        new("from", "string", "The earliest time of the alert: ISO 8601 or milliseconds since 1970."),
        new("to", "string", "The latest time."),
        new("q", "string", "Words that must be in the alert; the last may be a beginning."),
        new("building_blocks", "boolean", "Whether building blocks are shown too."),
    ];

    /// <summary>The parameters that choose a page.</summary>
    public static readonly ApiParameter[] Paging =
    [
        new("sort", "string", "`time`, `updated`, `severity`, `risk`, `rule`. Default: `time`."),
        new("order", "string", "`desc` or `asc`. Default: `desc`."),
        new("size", "integer", "How many, at most 1000. Default: 50."),
        new("cursor", "string", "What the page before gave as `cursor`."),
        new("documents", "boolean", "Whether each alert comes with its document."),
    ];

    /// <summary>The query of a request.</summary>
    public static AlertQuery Read(HttpContext context) =>
        new()
        {
            Rules = ApiRequest.List(context, "rule"),
            Severities = [.. ApiRequest.List(context, "severity").Select(s => Name<RuleSeverity>("severity", s))],
            Statuses = [.. ApiRequest.List(context, "status").Select(StatusOf)],
            Entities = [.. ApiRequest.List(context, "entity").Select(EntityOf)],
            Tactics = ApiRequest.List(context, "tactic"),
            Techniques = ApiRequest.List(context, "technique"),
            Tags = ApiRequest.List(context, "tag"),
            Assignees = ApiRequest.List(context, "assignee"),
            GroupId = ApiRequest.Text(context, "group"),
            FromMillis = ApiRequest.Time(context, "from"),
            ToMillis = ApiRequest.Time(context, "to"),
            Text = ApiRequest.Text(context, "q"),
            WithBuildingBlocks = ApiRequest.Flag(context, "building_blocks"),
            Sort = ApiRequest.Text(context, "sort") is { } sort ? Name<AlertSort>("sort", sort) : AlertSort.Time,
            IsAscending = ApiRequest.Text(context, "order") switch
            {
                null or "desc" => false,
                "asc" => true,
                _ => throw new ApiRefusal(400, "`order` must be `asc` or `desc`"),
            },
            Limit = ApiRequest.Number(context, "size", 50, 1, AlertQuery.LimitMax),
            Cursor = ApiRequest.Text(context, "cursor"),
            WithDocuments = ApiRequest.Flag(context, "documents"),
        };

    /// <summary>A value of an enumeration by the name that users write.</summary>
    public static T Name<T>(string parameter, string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (OptionKeys.Name(value.ToString()) == text)
                return value;
        }

        throw new ApiRefusal(400, $"`{parameter}` must be one of {string.Join(", ", OptionKeys.NamesOf(typeof(T)))}");
    }

    /// <summary>A status that there is.</summary>
    public static string StatusOf(string text) =>
        AlertStatus.All.Contains(text)
            ? text
            : throw new ApiRefusal(400, $"`status` must be one of {string.Join(", ", AlertStatus.All)}");

    /// <summary>An entity: with its kind in front, where that is one.</summary>
    private static (string? Kind, string Value) EntityOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && AlertLabels.Entities.Contains(text[..colon])
            ? (text[..colon], text[(colon + 1)..])
            : (null, text);
    }
}
