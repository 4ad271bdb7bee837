using System.Collections.Concurrent;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Languages.Esql.QueryStrings;

/// <summary>The tests for one value of a query string that many fields may meet.</summary>
internal sealed class QueryStringFieldTests(Func<FieldInfo, IReadOnlyList<ValueTest>?> create) : IValueTests
{
    // A handful of types at most: the cache is bounded by their number.
    private readonly ConcurrentDictionary<(DataType, FieldTraits), ValueTest?> _tests = new();

    public ValueTest? For(FieldInfo field) =>
        _tests.GetOrAdd(
            (field.Type, field.Traits),
            static (_, x) => x.create(x.field) is [var test] ? test : null,
            (field, create)
        );
}
