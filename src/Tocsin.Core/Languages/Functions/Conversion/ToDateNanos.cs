using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;

namespace Tocsin.Core.Languages.Functions.Conversion;

/// <summary>An instant with nanoseconds, from ISO 8601 text, a date or nanoseconds since 1970; 1970 to 2262.</summary>
internal sealed class ToDateNanos : ConversionFunction
{
    public override string Name => "TO_DATE_NANOS";

    public override IReadOnlyList<string> Aliases => ["TO_DATENANOS"];

    public override FunctionDoc Doc { get; } =
        new(
            "TO_DATE_NANOS(value)",
            "An instant with nanoseconds, from ISO 8601 text, a date or nanoseconds since 1970; 1970 to 2262.",
            new FunctionExample("TO_DATE_NANOS(\"2024-01-01T00:00:00.123456789Z\")", "2024-01-01T00:00:00.123456789Z")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("value", TypeSet.Date.Or(TypeSet.Numeric).Or(TypeSet.String))];

    protected override DataType Target => DataType.DateNanos;
}
