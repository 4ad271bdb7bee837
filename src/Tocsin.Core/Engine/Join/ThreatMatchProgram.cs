using System.Buffers;
using System.Text;
using System.Text.Json;
using Tocsin.Core.Alerts;
using Tocsin.Core.Engine.Match;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Rules;
using Tocsin.Core.Sources;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Join;

/// <summary>A threat-match rule: an event matches when an indicator has its values (<c>detection-engine.md</c>, 7.6).</summary>
/// <remarks>
/// Gives one row with one column, <see cref="EnrichmentsColumn"/>: a JSON object for each matched entry of each matched indicator,
/// at most <see cref="EnrichmentsMax"/> (D40), ordered by indicator and entry. Many-valued fields are compared any with any.
/// </remarks>
internal sealed class ThreatMatchProgram : IMatchProgram
{
    /// <summary>The column whose values are the JSON objects of <c>threat.enrichments</c>.</summary>
    public const string EnrichmentsColumn = "threat.enrichments";

    /// <summary>The most enrichments of an alert.</summary>
    public const int EnrichmentsMax = 200;

    private readonly ThreatMatchSettings _settings;
    private readonly BoundExpression _condition;
    private readonly BoundExpression _indicatorCondition;
    private readonly IndicatorTable _indicators;
    private readonly int[][] _slots;
    private readonly (int Slot, DataType Type, int IndicatorSlot)[][] _negated;
    private readonly DataStreams _streams;

    /// <param name="settings">The rule's mapping.</param>
    /// <param name="condition">The rule's query.</param>
    /// <param name="indicatorCondition">The rule's threat query and filters.</param>
    /// <param name="indicators">All documents of the threat indices.</param>
    /// <param name="schema">For the types of the event's fields.</param>
    /// <param name="fields">The run's fields.</param>
    /// <param name="indicatorFields">The indicators' fields.</param>
    /// <param name="streams">The run's index names.</param>
    public ThreatMatchProgram(
        ThreatMatchSettings settings,
        BoundExpression condition,
        BoundExpression indicatorCondition,
        IReadOnlyList<FieldSnapshot> indicators,
        ISchema schema,
        FieldTable fields,
        FieldTable indicatorFields,
        DataStreams streams
    )
    {
        _settings = settings;
        _condition = condition;
        _indicatorCondition = indicatorCondition;
        DataType TypeOf(string field) => schema.Resolve(field)?.Type ?? DataType.Dynamic;
        _indicators = new(settings, indicators, indicatorFields.GetOrAdd, TypeOf);
        _negated =
        [
            .. settings.Groups.Select(g =>
                g.Where(m => m.Negate)
                    .Select(m =>
                        (fields.GetOrAdd(m.Field), TypeOf(m.Field), indicatorFields.GetOrAdd(m.IndicatorField))
                    )
                    .ToArray()
            ),
        ];
        _slots =
        [
            .. settings.Groups.Select(g => g.Where(m => !m.Negate).Select(m => fields.GetOrAdd(m.Field)).ToArray()),
        ];
        _streams = streams;
    }

    /// <inheritdoc/>
    public BoundExpression? Condition => _condition;

    /// <summary>For each group that has indicators: the fields of the event that must have their values, and those values by field.</summary>
    public IEnumerable<IReadOnlyList<MappedField>> MappedFields
    {
        get
        {
            for (var group = 0; group < _slots.Length; group++)
            {
                var keys = _indicators.KeysOf(group);
                if (keys.Count == 0)
                    continue;
                var entries = _settings.Groups[group].Where(m => !m.Negate);
                yield return
                [
                    .. entries.Select(
                        (m, i) => new MappedField(_slots[group][i], m.Field, keys.Select(k => k.Values[i]))
                    ),
                ];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ResultColumn> Columns { get; } = [new(EnrichmentsColumn, DataType.Source)];

    /// <inheritdoc/>
    public void Evaluate(EvalContext context, List<Value[]> rows)
    {
        List<Value>? enrichments = null;
        var isAdmitted = false;
        var keys = new List<ValueKey>();
        for (var group = 0; group < _slots.Length; group++)
        {
            keys.Clear();
            FieldCombinations.Collect(context.Event!, _slots[group], keys);
            foreach (var key in keys)
            {
                foreach (var indicator in _indicators.Find(group, key))
                {
                    // PERF: last, since few events have an indicator's values, and the query of such rules often looks through the whole document.
                    isAdmitted = isAdmitted || _condition.Test(context) == Truth.True;
                    if (!isAdmitted)
                        return;
                    if (Holds(indicator, context.NowMillis) && !MeetsNegated(context.Event!, indicator, group))
                        Enrich(indicator, group, key, enrichments ??= []);
                }
            }
        }

        if (enrichments is not null)
            rows.Add([Value.FromMany([.. enrichments.Take(EnrichmentsMax)])]);
    }

    private bool Holds(FieldSnapshot indicator, long nowMillis) =>
        _indicatorCondition.Test(new() { Event = indicator, NowMillis = nowMillis }) == Truth.True;

    /// <summary>Whether a negated entry of the group matches after all (7.6.4).</summary>
    private bool MeetsNegated(Event read, FieldSnapshot indicator, int group)
    {
        foreach (var (slot, type, indicatorSlot) in _negated[group])
        {
            if (IndicatorValues.Meet(read, slot, type, indicator, indicatorSlot))
                return true;
        }

        return false;
    }

    private void Enrich(FieldSnapshot indicator, int group, ValueKey key, List<Value> enrichments)
    {
        using var document = JsonDocuments.TryRead(indicator.ToDocument());
        var entries = _settings.Groups[group].Where(m => !m.Negate).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, JsonDocuments.WriterOptions))
            {
                writer.WriteStartObject();
                writer.WritePropertyName("indicator");
                WriteIndicator(writer, document?.Root ?? default);
                writer.WriteStartObject("feed");
                if (TextOf(document?.Root ?? default, "threat.feed.name") is { } feed)
                    writer.WriteString("name", feed);
                writer.WriteEndObject();
                writer.WriteStartObject("matched");
                writer.WritePropertyName("atomic");
                ValueJson.Write(writer, key.Values[i]);
                writer.WriteString("field", entries[i].Field);
                writer.WriteString("id", indicator.Id);
                writer.WriteString("index", _streams.NameOf(indicator.StreamId));
                writer.WriteString("type", "indicator_match_rule");
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            enrichments.Add(Value.FromUtf8(buffer.WrittenSpan.ToArray()));
        }
    }

    /// <summary>The object at the indicator path; the first of an array; nothing there gives an empty object.</summary>
    private void WriteIndicator(Utf8JsonWriter writer, JsonItem root)
    {
        var found = At(root, _settings.IndicatorPath);
        if (found.ValueKind == JsonValueKind.Object)
        {
            found.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private static string? TextOf(JsonItem root, string path) =>
        At(root, path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>The first value at a path; nothing without one.</summary>
    private static JsonItem At(JsonItem root, string path)
    {
        var found = new List<JsonItem>();
        JsonPaths.Collect(root, Encoding.UTF8.GetBytes(path), found);
        return found.Count > 0 ? found[0] : default;
    }
}

/// <summary>A field of the event that is compared with indicators.</summary>
/// <param name="Slot">Its slot.</param>
/// <param name="Path">Its name.</param>
/// <param name="Values">The values that indicators have there, repeats possible.</param>
internal sealed record MappedField(int Slot, string Path, IEnumerable<Value> Values);
