using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Languages.Binding.Optimizer;

namespace Tocsin.Core.Languages.Eql;

/// <summary>The parameters of a request or rule that change what a query means (EQL specification, section 15).</summary>
internal sealed record EqlOptions
{
    /// <summary>All defaults.</summary>
    public static readonly EqlOptions Default = new();

    /// <summary>The field that <c>name where …</c> compares with the name; a rule's <c>event_category_override</c>.</summary>
    public string EventCategoryField { get; init; } = "event.category";

    /// <summary>The field that orders events and that <c>maxspan</c> is measured on; a rule's <c>timestamp_field</c>.</summary>
    public string TimestampField { get; init; } = "@timestamp";

    /// <summary>The field that orders events of one instant, or null.</summary>
    public string? TiebreakerField { get; init; }

    /// <summary>
    /// The longest time from the first to the last event of a sequence that names none, milliseconds; null for no limit. A rule's is the length
    /// of its window: what is further apart was never in one.
    /// </summary>
    public long? MaxspanMillisDefault { get; init; }

    /// <summary>How much a sequence or sample may remember.</summary>
    public SequenceLimits Limits { get; init; } = SequenceLimits.Default;

    /// <summary>The rewrites of conditions; they do not change results.</summary>
    public TreePipeline Optimizer { get; init; } = TreePipeline.Default;
}
