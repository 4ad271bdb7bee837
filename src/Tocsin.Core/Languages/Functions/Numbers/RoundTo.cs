using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Numbers;

/// <summary>The largest of some constant points that is not above a value, or the smallest point if all are above it.</summary>
internal sealed class RoundTo : TypedFunction
{
    private static readonly TypeSet NumbersAndDates = TypeSet.SignedNumeric.Or(TypeSet.Date);

    public override string Name => "ROUND_TO";

    public override FunctionDoc Doc { get; } =
        new(
            "ROUND_TO(value, point1, point2, …)",
            "The largest of some constant points that is not above a value, or the smallest point if all are above it.",
            new FunctionExample("ROUND_TO(42, 10, 40, 100)", "40"),
            new FunctionExample("ROUND_TO(5, 10, 40)", "10")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("value", NumbersAndDates),
        new("points", NumbersAndDates, ParameterTraits.Repeated | ParameterTraits.Constant),
    ];

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) =>
        Comparison.LiteralTypeAmong(index, types);

    /// <summary>What it is follows from the points.</summary>
    protected override DataType Settle(int index, ReadOnlySpan<ArgumentInfo> arguments) =>
        arguments[^1].Type.IsDate() ? DataType.Date : DataType.Double;

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!CommonType.TryFind(Name, arguments, out var type, out error))
            return null;
        var points = new List<Value>(arguments.Length);
        for (var i = 1; i < arguments.Length; i++)
        {
            if (!arguments[i].TryGetConstant(out var point))
            {
                error = new($"{Signature.Describe(Name, i, arguments.Length)} must be one value", i);
                return null;
            }

            points.Add(ValueConversion.ConvertLeniently(point, type));
        }

        points.Sort(ValueComparer.Instance);
        return new((_, a) => Pick(a[0], points), type);
    }

    private static Value Pick(in Value value, List<Value> points)
    {
        var best = points[0];
        foreach (var point in points)
        {
            if (ValueComparer.CompareValues(point, value) <= 0)
                best = point;
        }

        return best;
    }
}
