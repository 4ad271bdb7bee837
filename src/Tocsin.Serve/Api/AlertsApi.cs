using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Serve.Alerts;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>Alerts: found, read, and worked on.</summary>
internal sealed class AlertsApi(IAlertStore alerts) : IApiPart
{
    private const int IdsMax = 1_000;
    private const int FacetValues = 20;

    private static readonly ApiParameter[] Common = [new("who", "string", "Who does it, where nobody has to log in.")];

    private static readonly ApiParameter[] Status =
    [
        new("status", "string", "`open`, `acknowledged`, `closed`.", true),
        new("reason", "string", "Why."),
    ];

    private static readonly ApiParameter[] Assign =
    [
        new("add", "string[]", "Who works on it from now on."),
        new("remove", "string[]", "Who does no more."),
    ];

    private static readonly ApiParameter[] Tags =
    [
        new("add", "string[]", "Tags to add."),
        new("remove", "string[]", "Tags to take away."),
    ];

    private static readonly ApiParameter[] Triage =
    [
        new("ids", "string[]", "The alerts, at most 1000.", true),
        new("status", "string", "The new status."),
        new("reason", "string", "Why."),
        new("add_tags", "string[]", "Tags to add."),
        new("remove_tags", "string[]", "Tags to take away."),
        new("add_assignees", "string[]", "Who works on them from now on."),
        new("remove_assignees", "string[]", "Who does no more."),
        new("note", "string", "A note to add."),
    ];

    /// <inheritdoc/>
    public IEnumerable<ApiEndpoint> Endpoints =>
        [
            new("GET", "/api/alerts", Scope.Read, "Alerts, a page at a time.", FindAsync)
            {
                Parameters = [.. AlertFilters.Filters, .. AlertFilters.Paging],
            },
            new("GET", "/api/alerts/_facets", Scope.Read, "How many alerts have which value.", CountAsync)
            {
                Parameters =
                [
                    .. AlertFilters.Filters,
                    new("facet", "string[]", "What to count by. Default: rule, severity, status."),
                    new("values", "integer", "How many values for each, at most 1000. Default: 20."),
                ],
            },
            new("GET", "/api/alerts/{id}", Scope.Read, "An alert: document, evidence, history.", GetAsync),
            new("POST", "/api/alerts/_triage", Scope.Triage, "Does something to many alerts.", TriageAsync)
            {
                Body = [.. Triage, .. Common],
            },
            new("POST", "/api/alerts/{id}/_status", Scope.Triage, "Sets an alert's status.", SetStatusAsync)
            {
                Body = [.. Status, .. Common],
            },
            new("POST", "/api/alerts/{id}/_assign", Scope.Triage, "Assigns an alert.", AssignAsync)
            {
                Body = [.. Assign, .. Common],
            },
            new("POST", "/api/alerts/{id}/_tags", Scope.Triage, "Tags an alert.", TagAsync)
            {
                Body = [.. Tags, .. Common],
            },
            new("POST", "/api/alerts/{id}/_notes", Scope.Triage, "Adds a note to an alert.", NoteAsync)
            {
                Body = [new("note", "string", "The note.", true), .. Common],
            },
        ];

    private async Task FindAsync(HttpContext context)
    {
        AlertPage page;
        try
        {
            page = await alerts.FindAsync(AlertFilters.Read(context), context.RequestAborted).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            throw new ApiRefusal(400, "`cursor` must be one that a page before gave");
        }

        await ApiAnswer
            .WriteAsync(
                context,
                w =>
                {
                    w.WriteStartObject();
                    w.WriteNumber("total", page.Total);
                    w.WriteString("cursor", page.Cursor);
                    w.WriteStartArray("alerts");
                    foreach (var alert in page.Alerts)
                        AlertJson.Write(w, alert, null);
                    w.WriteEndArray();
                    w.WriteEndObject();
                }
            )
            .ConfigureAwait(false);
    }

    private async Task CountAsync(HttpContext context)
    {
        var query = AlertFilters.Read(context);
        var wanted = ApiRequest.List(context, "facet");
        var facets =
            wanted.Count == 0
                ? [AlertFacet.Rule, AlertFacet.Severity, AlertFacet.Status]
                : wanted.Select(f => AlertFilters.Name<AlertFacet>("facet", f)).Distinct().ToList();
        var values = ApiRequest.Number(context, "values", FacetValues, 1, 1_000);
        var counts = new List<(AlertFacet Facet, IReadOnlyList<AlertCount> Counts)>();
        foreach (var facet in facets)
            counts.Add(
                (facet, await alerts.CountAsync(query, facet, values, context.RequestAborted).ConfigureAwait(false))
            );
        await ApiAnswer
            .WriteAsync(
                context,
                w =>
                {
                    w.WriteStartObject();
                    foreach (var (facet, found) in counts)
                    {
                        w.WriteStartArray(OptionKeys.Name(facet.ToString()));
                        foreach (var (value, count) in found)
                        {
                            w.WriteStartObject();
                            w.WriteString("value", value);
                            w.WriteNumber("count", count);
                            w.WriteEndObject();
                        }

                        w.WriteEndArray();
                    }

                    w.WriteEndObject();
                }
            )
            .ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context)
    {
        var id = ApiRequest.Part(context, "id");
        var found = await alerts.GetAsync([id], context.RequestAborted).ConfigureAwait(false);
        if (found is not [var alert, ..])
            throw new ApiRefusal(404, "there is no such alert");
        var history = await alerts.HistoryAsync(alert.Id, context.RequestAborted).ConfigureAwait(false);
        await ApiAnswer.WriteAsync(context, w => AlertJson.Write(w, alert, history)).ConfigureAwait(false);
    }

    private async Task SetStatusAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, "status", "reason", "who");
        var status = ApiRequest.Text(body, "status") ?? throw new ApiRefusal(400, "`status` is missing");
        await ApplyAsync(
                context,
                new()
                {
                    Who = ApiRequest.Who(context, body),
                    Status = AlertFilters.StatusOf(status),
                    Why = ApiRequest.Text(body, "reason"),
                }
            )
            .ConfigureAwait(false);
    }

    private async Task AssignAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, "add", "remove", "who");
        await ApplyAsync(
                context,
                new()
                {
                    Who = ApiRequest.Who(context, body),
                    AddAssignees = ApiRequest.Texts(body, "add"),
                    RemoveAssignees = ApiRequest.Texts(body, "remove"),
                }
            )
            .ConfigureAwait(false);
    }

    private async Task TagAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, "add", "remove", "who");
        await ApplyAsync(
                context,
                new()
                {
                    Who = ApiRequest.Who(context, body),
                    AddTags = ApiRequest.Texts(body, "add"),
                    RemoveTags = ApiRequest.Texts(body, "remove"),
                }
            )
            .ConfigureAwait(false);
    }

    private async Task NoteAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, "note", "who");
        var note = ApiRequest.Text(body, "note");
        if (string.IsNullOrWhiteSpace(note))
            throw new ApiRefusal(400, "`note` is missing");
        await ApplyAsync(context, new() { Who = ApiRequest.Who(context, body), Note = note }).ConfigureAwait(false);
    }

    private async Task TriageAsync(HttpContext context)
    {
        var body = await ApiRequest.BodyAsync(context).ConfigureAwait(false);
        ApiRequest.Check(body, [.. Triage.Select(p => p.Name), "who"]);
        var ids = ApiRequest.Texts(body, "ids");
        if (ids.Count is 0 or > IdsMax)
            throw new ApiRefusal(400, "`ids` must name 1 to 1000 alerts");
        var triage = new AlertTriage
        {
            Who = ApiRequest.Who(context, body),
            Status = ApiRequest.Text(body, "status") is { } status ? AlertFilters.StatusOf(status) : null,
            Why = ApiRequest.Text(body, "reason"),
            AddTags = ApiRequest.Texts(body, "add_tags"),
            RemoveTags = ApiRequest.Texts(body, "remove_tags"),
            AddAssignees = ApiRequest.Texts(body, "add_assignees"),
            RemoveAssignees = ApiRequest.Texts(body, "remove_assignees"),
            Note = ApiRequest.Text(body, "note"),
        };
        var changed = await ApplyAsync(triage, ids, context.RequestAborted).ConfigureAwait(false);
        await ApiAnswer.WriteAsync(context, new JsonObject { ["changed"] = changed }).ConfigureAwait(false);
    }

    /// <summary>Does something to the alert of the path, and answers with it as it is then.</summary>
    private async Task ApplyAsync(HttpContext context, AlertTriage triage)
    {
        var id = ApiRequest.Part(context, "id");
        if ((await alerts.GetAsync([id], context.RequestAborted).ConfigureAwait(false)).Count == 0)
            throw new ApiRefusal(404, "there is no such alert");
        await ApplyAsync(triage, [id], context.RequestAborted).ConfigureAwait(false);
        await GetAsync(context).ConfigureAwait(false);
    }

    private async Task<int> ApplyAsync(AlertTriage triage, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        if (triage.Fault() is { } fault)
            throw new ApiRefusal(400, fault);
        return await alerts.TriageAsync(ids, triage, cancellation).ConfigureAwait(false);
    }
}
