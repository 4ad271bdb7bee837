using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Reference;

/// <summary>Tells which suppression groups a candidate belongs to: the values of the rule's fields in the alert's document.</summary>
internal sealed class SuppressionGroups(Rule rule, DataStreams streams)
{
    private readonly AlertDocumentWriter _writer = new(streams);

    /// <summary>The fields: those of <c>group_by</c>, or a threshold's own (D45).</summary>
    public IReadOnlyList<string> Fields { get; } = rule.Threshold?.Fields ?? rule.Suppression!.GroupBy;

    /// <summary>
    /// The groups of a candidate: for custom queries each combination of values (D42), else the one of the whole arrays, sorted
    /// but for sequences (D43, D44). None where a field is missing and that means no suppression (D46).
    /// </summary>
    public List<ValueKey> Of(Alert alert)
    {
        using var document = JsonDocument.Parse(_writer.Write(alert, out _).ToArray());
        var groups = new List<Value[]> { new Value[Fields.Count] };
        for (var i = 0; i < Fields.Count; i++)
        {
            var values = ValuesAt(document.RootElement, Fields[i]);
            if (values.Count == 0 && !rule.Suppression!.SuppressMissing)
                return [];
            groups =
            [
                .. groups.SelectMany(group => Choices(values, alert.Kind).Select(choice => With(group, i, choice))),
            ];
        }

        return [.. groups.Select(g => new ValueKey(g))];
    }

    private IEnumerable<Value> Choices(List<Value> values, AlertKind kind)
    {
        if (values.Count <= 1)
            return [values.Count == 0 ? Value.Null : values[0]];
        if (rule.Type == RuleType.Query)
            return values.Distinct(ValueComparer.Instance);
        if (kind != AlertKind.Shell)
            values.Sort(ValueComparer.Instance);
        return [Value.FromMany([.. values])];
    }

    private static Value[] With(Value[] group, int place, Value value)
    {
        var copy = (Value[])group.Clone();
        copy[place] = value;
        return copy;
    }

    private static List<Value> ValuesAt(JsonElement document, string path)
    {
        var found = new List<JsonElement>();
        JsonPaths.Collect(document, path, found);
        return
        [
            .. found
                .Where(e => e.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                .Select(e =>
                    e.ValueKind switch
                    {
                        JsonValueKind.True => Value.True,
                        JsonValueKind.False => Value.False,
                        JsonValueKind.Number when e.TryGetInt64(out var whole) => Value.FromLong(whole),
                        JsonValueKind.Number => Value.FromDouble(e.GetDouble()),
                        _ => Value.FromText(e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText()),
                    }
                ),
        ];
    }
}
