using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>The values in ascending or descending order.</summary>
internal sealed class MvSort : ManyValuesFunction
{
    public override string Name => "MV_SORT";

    public override FunctionDoc Doc { get; } =
        new(
            "MV_SORT(field [, order])",
            "The values in order, ascending unless the order is \"desc\".",
            new FunctionExample("MV_SORT([4, 2, -3, 2])", "[-3, 2, 2, 4]"),
            new FunctionExample("MV_SORT([\"a\", \"b\"], \"DESC\")", "[b, a]")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("field", TypeSet.Ordered), new("order", TypeSet.String, ParameterTraits.Optional | ParameterTraits.Constant)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var order = arguments.Length > 1 && arguments[1].TryGetConstant(out var name) ? name.AsText() : "asc";
        var isDescending = order.Equals("desc", StringComparison.OrdinalIgnoreCase);
        if (!isDescending && !order.Equals("asc", StringComparison.OrdinalIgnoreCase))
        {
            error = new($"order of `{Name}` must be `asc` or `desc`, found `{order}`", 1);
            return null;
        }

        return new((_, a) => Sort(a[0], isDescending), arguments[0].Type.ResultType());
    }

    private static Value Sort(in Value field, bool isDescending)
    {
        if (!field.IsMany)
            return field;
        var values = field.AsMany.ToArray();
        Array.Sort(values, ValueComparer.Instance);
        if (isDescending)
            Array.Reverse(values);
        return Value.FromMany(values);
    }
}
