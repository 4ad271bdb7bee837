using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>A date as text in a format (ES|QL specification, 12.5).</summary>
internal sealed class DateFormat : TypedFunction
{
    private static readonly Parameter[] DateOnly = [new("date", TypeSet.Date)];

    public override string Name => "DATE_FORMAT";

    public override FunctionDoc Doc { get; } =
        new(
            "DATE_FORMAT([format,] date)",
            "A date as text, in a pattern of Java's DateTimeFormatter or a format that Elasticsearch names; ISO 8601 by default.",
            new FunctionExample("DATE_FORMAT(\"yyyy-MM-dd\", \"2024-05-01T10:00:00Z\")", "2024-05-01"),
            new FunctionExample(
                "DATE_FORMAT(\"EEEE, d MMM yyyy 'at' hh:mm a\", \"2024-05-01T15:04:00Z\")",
                "Wednesday, 1 May 2024 at 03:04 PM"
            )
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("format", TypeSet.String), new("date", TypeSet.Date)];

    protected override IReadOnlyList<Parameter> ParametersFor(int argumentCount) =>
        argumentCount == 1 ? DateOnly : Parameters;

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (arguments.Length == 1)
            return new(static (_, a) => Value.FromText(DateFormats.Default.Format(a[0])), DataType.Keyword);
        if (!arguments[0].TryGetConstant(out var constant))
            return new(Format, DataType.Keyword);
        if (DateFormats.Parse(constant.AsText(), out var reason) is { } formatter)
            return new((_, a) => Value.FromText(formatter.Format(a[1])), DataType.Keyword);
        error = new(reason!, 0);
        return null;
    }

    private static Value Format(CallContext call, ReadOnlySpan<Value> arguments) =>
        DateFormats.Parse(arguments[0].AsText(), out var reason) is { } formatter
            ? Value.FromText(formatter.Format(arguments[1]))
            : call.Fail(EvaluationFailure.IllegalArgument(reason!));
}
