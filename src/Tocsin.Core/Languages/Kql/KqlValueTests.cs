using System.Collections.Concurrent;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Kql.Syntax;

namespace Tocsin.Core.Languages.Kql;

/// <summary>The tests for one value that many fields may meet.</summary>
internal sealed class KqlValueTests(KqlLiteral value) : IValueTests
{
    // A handful of types at most: the cache is bounded by their number.
    private readonly ConcurrentDictionary<(DataType, FieldTraits), ValueTest?> _tests = new();

    public ValueTest? For(FieldInfo field) =>
        _tests.GetOrAdd(
            (field.Type, field.Traits),
            static (_, x) => KqlValues.Match(x.field, x.value, out var _),
            (field, value)
        );
}

/// <summary>The tests for one bound that many fields may meet.</summary>
internal sealed class KqlRangeTests(KqlRangeOperator comparison, KqlLiteral bound) : IValueTests
{
    private readonly ConcurrentDictionary<(DataType, FieldTraits), ValueTest?> _tests = new();

    public ValueTest? For(FieldInfo field) =>
        _tests.GetOrAdd(
            (field.Type, field.Traits),
            static (_, x) => KqlValues.Range(x.field, x.comparison, x.bound, out var _),
            (field, comparison, bound)
        );
}
