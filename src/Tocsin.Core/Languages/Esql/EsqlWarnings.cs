using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>Gathers the failures of single values in Elasticsearch's wording (specification 5.6).</summary>
/// <remarks>
/// For each place in the query: one line that it failed, and up to <see cref="FailuresMax"/> different failures. Which of more are kept goes by
/// their text, not by when they came, so that order and threads do not show. Threads: safe.
/// </remarks>
internal sealed class EsqlWarnings : IWarningSink
{
    /// <summary>How many different failures are kept for a place.</summary>
    public const int FailuresMax = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<TextSpan, Place> _places = [];

    /// <inheritdoc/>
    public void Warn(SourceText source, TextSpan span, EvaluationFailure failure)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(span, out var place))
                _places[span] = place = new(source);
            if (place.Failures.Contains(failure))
                return;
            place.Failures.Add(failure);
            if (place.Failures.Count > FailuresMax)
                place.Failures.Remove(place.Failures.Max!);
        }
    }

    /// <summary>Adds what another gathered over the same query.</summary>
    public void Merge(EsqlWarnings other)
    {
        foreach (var (span, place) in other._places)
        {
            foreach (var failure in place.Failures)
                Warn(place.Source, span, failure);
        }
    }

    /// <summary>All lines, by place in the query.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string>();
        lock (_lock)
        {
            foreach (var (span, place) in _places.OrderBy(p => p.Key.Start).ThenBy(p => p.Key.Length))
            {
                var position = place.Source.GetLocalPosition(span.Start);
                var prefix = $"Line {position.Line}:{position.Column}: ";
                var text = place.Source.Slice(span);
                lines.Add(
                    $"{prefix}evaluation of [{text}] failed, treating result as null. "
                        + $"Only first {FailuresMax} failures recorded."
                );
                foreach (var failure in place.Failures)
                    lines.Add($"{prefix}{failure.JavaClass}: {failure.Message}");
            }
        }

        return lines;
    }

    private sealed record Place(SourceText Source)
    {
        public SortedSet<EvaluationFailure> Failures { get; } = new(FailureOrder);

        private static readonly Comparer<EvaluationFailure> FailureOrder = Comparer<EvaluationFailure>.Create(
            static (x, y) =>
                string.CompareOrdinal(x.JavaClass, y.JavaClass) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(x.Message, y.Message)
        );
    }
}
