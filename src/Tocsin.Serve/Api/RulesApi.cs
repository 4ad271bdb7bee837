using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Live;
using Tocsin.Serve.RuleSets;
using Tocsin.Serve.Security;

namespace Tocsin.Serve.Api;

/// <summary>The rules in force and how each is doing.</summary>
internal sealed class RulesApi(RuleReloader rules, LiveLoop loop) : IApiPart
{
    /// <inheritdoc/>
    public IEnumerable<ApiEndpoint> Endpoints =>
        [
            new(
                "GET",
                "/api/rules",
                Scope.Read,
                "All rules: state, last event and tick, hits, alerts, cost, errors.",
                ListAsync
            ),
            new("GET", "/api/rules/{id}", Scope.Read, "A rule with its query.", GetAsync),
            new(
                "POST",
                "/api/rules/_reload",
                Scope.Admin,
                "Reads the rules again; the old ones go on where the new ones are wrong.",
                ReloadAsync
            ),
        ];

    private Task ListAsync(HttpContext context)
    {
        var state = rules.State;
        var running = Running();
        return ApiAnswer.WriteAsync(
            context,
            w =>
            {
                w.WriteStartObject();
                WriteSet(w, state);
                w.WriteStartArray("rules");
                foreach (var rule in state.Load.Rules)
                {
                    w.WriteStartObject();
                    WriteRule(w, rule, running, state);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }
        );
    }

    private Task GetAsync(HttpContext context)
    {
        var id = ApiRequest.Part(context, "id");
        var state = rules.State;
        var rule =
            state.Load.Rules.FirstOrDefault(r => r.Rule.RuleId == id)
            ?? throw new ApiRefusal(404, "there is no such rule");
        return ApiAnswer.WriteAsync(
            context,
            w =>
            {
                w.WriteStartObject();
                WriteRule(w, rule, Running(), state);
                w.WriteString("description", rule.Rule.Description);
                w.WriteString(
                    "language",
                    rule.Rule.Language is { } language ? OptionKeys.Name(language.ToString()) : null
                );
                w.WriteString("query", rule.Rule.Query?.Text);
                w.WriteTexts("index", rule.Rule.Index);
                w.WriteNumber("interval_seconds", rule.Rule.Interval.TotalSeconds);
                w.WriteNumber("look_back_seconds", rule.Rule.LookBack.TotalSeconds);
                w.WriteEndObject();
            }
        );
    }

    private async Task ReloadAsync(HttpContext context)
    {
        var errors = await rules.ReloadAsync(context.RequestAborted).ConfigureAwait(false);
        await ApiAnswer
            .WriteAsync(
                context,
                w =>
                {
                    w.WriteStartObject();
                    w.WriteBoolean("reloaded", errors.Count == 0);
                    w.WriteTexts("errors", errors);
                    WriteSet(w, rules.State);
                    w.WriteEndObject();
                },
                errors.Count == 0 ? 200 : 422
            )
            .ConfigureAwait(false);
    }

    private Dictionary<string, RuleStatus> Running()
    {
        var running = new Dictionary<string, RuleStatus>(StringComparer.Ordinal);
        foreach (var status in loop.Snapshot.Rules)
            running.TryAdd(status.RuleId, status);
        return running;
    }

    private static void WriteSet(Utf8JsonWriter writer, RuleSetState state)
    {
        writer.WriteStartObject("set");
        writer.WriteNumber("generation", state.Generation);
        writer.WriteTime("loaded", state.LoadedMillis);
        writer.WriteNumber("running", state.Load.Rules.Count(r => r.Fate == ServedFate.Running));
        writer.WriteTime("refused", state.FailedMillis);
        writer.WriteTexts("refused_because", state.FailedBecause ?? []);
        writer.WriteTexts("errors", state.Load.Errors());
        writer.WriteEndObject();
    }

    private static void WriteRule(
        Utf8JsonWriter writer,
        ServedRule served,
        Dictionary<string, RuleStatus> running,
        RuleSetState state
    )
    {
        var rule = served.Rule;
        writer.WriteString("id", rule.RuleId);
        writer.WriteString("name", rule.Name);
        writer.WriteString("type", TypeNames.Of(rule.Type));
        writer.WriteString("severity", SeverityNames.Of(rule.Severity));
        writer.WriteNumber("risk_score", rule.RiskScore);
        writer.WriteTexts("tags", rule.Tags);
        writer.WriteString("file", rule.File.Name);
        writer.WriteString("state", OptionKeys.Name(served.Fate.ToString()));
        writer.WriteTexts(
            "errors",
            served.Fate is ServedFate.Running or ServedFate.Disabled ? [] : ErrorsOf(rule, state)
        );
        var status = served.Fate == ServedFate.Running ? running.GetValueOrDefault(rule.RuleId) : null;
        writer.WriteTime("last_event", status?.LastEventMillis);
        writer.WriteTime("last_tick", status?.LastTick);
        writer.WriteNumber("hits", status?.Hits ?? 0);
        writer.WriteNumber("alerts", status?.Alerts ?? 0);
        writer.WriteNumber("suppressed", status?.Suppressed ?? 0);
        writer.WriteNumber("evaluations", status?.Evaluations ?? 0);
        writer.WriteNumber("cost_ms", Math.Round(status?.CostMillis ?? 0, 3));
        writer.WriteNumber("late", status?.Late ?? 0);
        writer.WriteNumber("future", status?.Future ?? 0);
        writer.WriteNumber("shed", status?.Shed ?? 0);
        writer.WriteNumber("unconfirmed", status?.Unconfirmed ?? 0);
        writer.WriteNumber("state_bytes", status?.StateBytes ?? 0);
    }

    /// <summary>What was found in the rule's file.</summary>
    private static IEnumerable<string> ErrorsOf(Rule rule, RuleSetState state) =>
        state
            .Load.Diagnostics.Where(d => d.Source.Root.Name == rule.File.Root.Name)
            .Select(d => $"{d.Descriptor.Code}: {d.Message}");
}
