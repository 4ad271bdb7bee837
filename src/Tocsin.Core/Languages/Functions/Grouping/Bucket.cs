using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Dates;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Grouping;

/// <summary>The beginning of the bucket that a date or a number lies in (ES|QL specification, 11).</summary>
internal sealed class Bucket : TypedFunction
{
    private static readonly Parameter[] OfSize =
    [
        new("value", TypeSet.Date.Or(TypeSet.Numeric)),
        new("size", SpanArgument.Types.Or(TypeSet.Numeric), ParameterTraits.Constant),
    ];

    private static readonly Parameter[] InRange =
    [
        new("value", TypeSet.Date.Or(TypeSet.Numeric)),
        new("count", TypeSet.Whole, ParameterTraits.Constant),
        new("from", TypeSet.Date.Or(TypeSet.Numeric), ParameterTraits.Constant),
        new("to", TypeSet.Date.Or(TypeSet.Numeric), ParameterTraits.Constant),
    ];

    public override string Name => "BUCKET";

    public override FunctionDoc Doc { get; } =
        new(
            "BUCKET(value, size) or BUCKET(value, count, from, to)",
            "The beginning of the bucket that a date or a number lies in. The size is a time span or a number, or is chosen so that a range needs at most so many buckets.",
            new FunctionExample("BUCKET(TO_DATETIME(\"2024-05-01T10:47:00\"), 30 minutes)", "2024-05-01T10:30:00.000Z"),
            new FunctionExample("BUCKET(57123, 5000.0)", "55000.0"),
            new FunctionExample(
                "BUCKET(TO_DATETIME(\"1985-07-09\"), 20, \"1985-01-01\", \"1986-01-01\")",
                "1985-07-01T00:00:00.000Z"
            ),
            new FunctionExample("BUCKET(57123, 20, 25324, 74999)", "55000.0")
        );

    public override IReadOnlyList<Parameter> Parameters => OfSize;

    protected override IReadOnlyList<Parameter> ParametersFor(int argumentCount) =>
        argumentCount > 2 ? InRange : OfSize;

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        !types[index].IsString() ? null
        : index == 0 || (index >= 2 && !types[0].IsNumeric()) ? DataType.Date
        : null;

    /// <summary>What it is follows from the size, or from the range.</summary>
    protected override DataType Settle(int index, ReadOnlySpan<ArgumentInfo> arguments) =>
        arguments[^1].Type.IsNumeric() ? DataType.Double : DataType.Date;

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var isNumber = arguments[0].Type.IsNumeric() || (!arguments[0].Type.IsDate() && arguments[^1].Type.IsNumeric());
        return (isNumber, arguments.Length) switch
        {
            (true, 2) => BindNumber(arguments, ref error),
            (false, 2) => BindDate(arguments, ref error),
            (true, _) => BindNumberRange(arguments, ref error),
            (false, _) => BindDateRange(arguments, ref error),
        };
    }

    private FunctionBinding? BindDate(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (arguments[1].Type.IsNumeric())
        {
            error = Signature.WrongType(Name, 1, 2, "a time span", arguments[1].Type);
            return null;
        }

        var type = SpanArgument.TypeOfRounded(arguments[0].Type);
        var rounding = SpanArgument.ToRounding(Name, 1, arguments[1], out error);
        if (error is not null)
            return null;
        return rounding is null ? new(static (_, _) => Value.Null, type) : new((_, a) => Round(rounding, a[0]), type);
    }

    private FunctionBinding? BindNumber(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[1].Type.IsNumeric() && arguments[1].Type != DataType.Null)
        {
            error = Signature.WrongType(Name, 1, 2, TypeSet.Numeric.Name, arguments[1].Type);
            return null;
        }

        if (!arguments[1].TryGetConstant(out var size))
            return new(static (_, _) => Value.Null, DataType.Double);
        if (size.ToDouble() > 0)
            return Numbers(size.ToDouble());
        error = new($"size of `{Name}` must be positive", 1);
        return null;
    }

    private FunctionBinding? BindDateRange(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = SpanArgument.TypeOfRounded(arguments[0].Type);
        if (!TryGetRange(arguments, out var count, out var from, out var to, ref error))
            return error is null ? new(static (_, _) => Value.Null, type) : null;
        if (from.IsNumber || to.IsNumber)
        {
            error = new($"`{Name}` of dates needs dates as its range", from.IsNumber ? 2 : 3);
            return null;
        }

        var rounding = BucketSizes.ForDates(count, ToMillis(from), ToMillis(to));
        return new((_, a) => Round(rounding, a[0]), type);
    }

    private FunctionBinding? BindNumberRange(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!TryGetRange(arguments, out var count, out var from, out var to, ref error))
            return error is null ? new(static (_, _) => Value.Null, DataType.Double) : null;
        if (from.IsNumber && to.IsNumber && to.ToDouble() > from.ToDouble())
            return Numbers(BucketSizes.ForNumbers(count, from.ToDouble(), to.ToDouble()));
        error = new($"`{Name}` of numbers needs a range of numbers from a smaller to a larger one", 2);
        return null;
    }

    private bool TryGetRange(
        ReadOnlySpan<ArgumentInfo> arguments,
        out int count,
        out Value from,
        out Value to,
        ref BindingError? error
    )
    {
        from = to = default;
        count = 0;
        if (!arguments[1].TryGetConstant(out var wanted))
            return false;
        count = (int)Math.Clamp(wanted.AsLong, 0, int.MaxValue);
        if (count == 0)
            error = new($"number of buckets of `{Name}` must be positive", 1);
        return count > 0 && arguments[2].TryGetConstant(out from) && arguments[3].TryGetConstant(out to);
    }

    private static FunctionBinding Numbers(double size) =>
        new((call, a) => call.Finite(Math.Floor(a[0].ToDouble() / size) * size), DataType.Double);

    private static Value Round(DateRounding rounding, in Value value) =>
        value.Kind is ValueKind.Date or ValueKind.DateNanos ? rounding.Round(value) : Value.Null;

    private static long ToMillis(in Value date) =>
        date.Kind == ValueKind.DateNanos ? date.AsLong / 1_000_000 : date.AsLong;
}
