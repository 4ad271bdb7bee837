using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A date from text in a format (ES|QL specification, 12.5).</summary>
internal sealed class DateParse : TypedFunction
{
    public override string Name => "DATE_PARSE";

    public override FunctionDoc Doc { get; } =
        new(
            "DATE_PARSE([format,] string)",
            "A date from text, in a pattern of Java's DateTimeFormatter or a format that Elasticsearch names; ISO 8601 by default.",
            new FunctionExample(
                "DATE_PARSE(\"yyyy-MM-dd HH:mm:ss\", \"2023-02-01 12:15:55\")",
                "2023-02-01T12:15:55.000Z"
            ),
            new FunctionExample("DATE_PARSE(\"yyyy-MM-dd\", \"2023-02-01 foo\")", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("format", TypeSet.String), new("string", TypeSet.String, ParameterTraits.Optional)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (arguments.Length == 1)
            return new(static (call, a) => Read(call, DateFormats.Default, a[0]), DataType.Date);
        if (!arguments[0].TryGetConstant(out var constant))
            return new(Read, DataType.Date);
        if (DateFormats.Parse(constant.AsText(), out var reason) is { } formatter)
            return new((call, a) => Read(call, formatter, a[1]), DataType.Date);
        error = new(reason!, 0);
        return null;
    }

    private static Value Read(CallContext call, ReadOnlySpan<Value> arguments) =>
        DateFormats.Parse(arguments[0].AsText(), out var reason) is { } formatter
            ? Read(call, formatter, arguments[1])
            : call.Fail(EvaluationFailure.IllegalArgument(reason!));

    private static Value Read(CallContext call, DateFormatter formatter, in Value text) =>
        formatter.TryParse(text.AsText()) is { } millis
            ? Value.FromDate(millis)
            : call.Fail(ValueConversion.UnreadableDate(text, formatter.Name));
}
