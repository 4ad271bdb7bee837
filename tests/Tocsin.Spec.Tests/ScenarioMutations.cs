using System.Text.Json.Nodes;

namespace Tocsin.Spec.Tests;

/// <summary>Makes wrong expectations out of right ones.</summary>
internal static class ScenarioMutations
{
    /// <summary>Every way in which the expectations of a scenario can be made wrong by one change, with a name for each.</summary>
    public static IEnumerable<(string Name, string Text)> Of(string text)
    {
        var alerts = JsonNode.Parse(text)!["expected_alerts"]!.AsArray();
        for (var i = 0; i < alerts.Count; i++)
        {
            var place = i;
            yield return ($"without alert {i}", Change(text, s => Alerts(s).RemoveAt(place)));
            yield return ($"alert {i} twice", Change(text, s => Alerts(s).Add(Alerts(s)[place]!.DeepClone())));
            foreach (var (key, value) in alerts[i]!.AsObject().ToList())
            {
                if (Wrong(key, value) is { } wrong)
                    yield return ($"alert {i}, {key}", Change(text, s => Alerts(s)[place]![key] = wrong.DeepClone()));
            }

            foreach (var (field, value) in alerts[i]!["fields"]?.AsObject().ToList() ?? [])
            {
                yield return (
                    $"alert {i}, field {field}",
                    Change(text, s => Alerts(s)[place]!["fields"]![field] = WrongValue(value))
                );
                yield return (
                    $"alert {i}, field {field} absent",
                    Change(text, s => Alerts(s)[place]!["absent"] = new JsonArray(field))
                );
            }
        }

        yield return ("one alert more", Change(text, s => Alerts(s).Add(new JsonObject { ["tick"] = 1 })));
        foreach (var kind in new[] { "gap", "max_signals" })
        {
            var warning = new JsonObject { ["tick"] = 77, ["kind"] = kind };
            yield return ($"warning {kind}", Change(text, s => Warnings(s).Add(warning)));
        }
    }

    private static JsonNode? Wrong(string key, JsonNode? value) =>
        key switch
        {
            "tick" => JsonValue.Create(value!.GetValue<int>() + 1),
            "source_ids" => new JsonArray("no-such-event"),
            "ancestors" or "suppression_terms" or "threshold_terms" or "enrichments" => new JsonArray(
                new JsonObject { ["field"] = "no such thing" }
            ),
            "shell" => JsonValue.Create(!value!.GetValue<bool>()),
            "absent" => new JsonArray("@timestamp"),
            _ => null,
        };

    private static JsonNode WrongValue(JsonNode? value) =>
        value is JsonValue number && number.TryGetValue<double>(out var old)
            ? JsonValue.Create(old + 1)
            : JsonValue.Create("no such value");

    private static string Change(string text, Action<JsonNode> change)
    {
        var scenario = JsonNode.Parse(text)!;
        change(scenario);
        return scenario.ToJsonString();
    }

    private static JsonArray Alerts(JsonNode scenario) => scenario["expected_alerts"]!.AsArray();

    private static JsonArray Warnings(JsonNode scenario)
    {
        if (scenario["expected_warnings"] is null)
            scenario["expected_warnings"] = new JsonArray();
        return scenario["expected_warnings"]!.AsArray();
    }
}
