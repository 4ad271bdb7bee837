using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Operators;

/// <summary>Whether a value equals one of a list: the first argument is the value, the others are the list (ES|QL specification, 5.3).</summary>
internal sealed class In : ScalarFunction
{
    /// <summary>From how many constants on a hash table beats looking at each.</summary>
    private const int HashedCountMin = 8;

    public override string Name => "IN";

    public override NullPolicy Nulls => NullPolicy.Passed;

    public override FunctionDoc Doc { get; } =
        new(
            "value IN (value1, value2, …)",
            "Whether a value equals one of a list. Where none is equal, a null on either side makes the result null.",
            new FunctionExample("2 IN (1, 2, 3)", "true"),
            new FunctionExample("1 IN (1, null)", "true"),
            new FunctionExample("5 IN (1, null)", "null")
        );

    public override FunctionBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error)
    {
        error = null;
        if (arguments.Length < 2)
        {
            error = new("`IN` takes a value and a list of at least one element");
            return null;
        }

        var left = arguments[0].Type;
        for (var i = 1; i < arguments.Length; i++)
        {
            if (Comparison.AreComparable(left, arguments[i].Type))
                continue;
            error = Comparison.Incomparable(Name, left, arguments[i].Type) with { ArgumentIndex = i };
            return null;
        }

        return KernelFor(arguments);
    }

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types)
    {
        if (!types[index].IsString())
            return null;
        return index > 0 ? Comparison.LiteralTypeBeside(types[0]) : Comparison.LiteralTypeAmong(index, types);
    }

    private static FunctionBinding KernelFor(ReadOnlySpan<ArgumentInfo> arguments)
    {
        var isDynamic = false;
        var constants = new HashSet<Value>(ValueComparer.Instance);
        var areConstant = true;
        var hasNull = false;
        foreach (var argument in arguments)
            isDynamic |= argument.Type == DataType.Dynamic;
        foreach (var element in arguments[1..])
        {
            areConstant &= element.IsConstant && !element.Constant.IsMany;
            hasNull |= element.IsConstant && element.Constant.IsNull;
            if (element.IsConstant && !element.Constant.IsNull)
                constants.Add(element.Constant.ToOwned());
        }

        if (isDynamic || !areConstant)
            return new(isDynamic ? AmongDynamic : Among, DataType.Boolean);
        if (constants.Count >= HashedCountMin)
            return new((_, a) => Outcome(a[0], constants.Contains(a[0]), hasNull), DataType.Boolean, true);
        Value[] few = [.. constants];
        return new((_, a) => Outcome(a[0], IsAmong(a[0], few), hasNull), DataType.Boolean, true);
    }

    private static Value Outcome(in Value value, bool isEqual, bool hasNull) =>
        value.IsNull ? Value.Null
        : isEqual ? Value.True
        : hasNull ? Value.Null
        : Value.False;

    private static bool IsAmong(in Value value, Value[] constants)
    {
        foreach (ref readonly var constant in constants.AsSpan())
        {
            if (ValueComparer.AreEqual(value, constant))
                return true;
        }

        return false;
    }

    private static Value Among(CallContext call, ReadOnlySpan<Value> arguments)
    {
        if (arguments[0].IsNull)
            return Value.Null;
        var hasNull = false;
        foreach (ref readonly var element in arguments[1..])
        {
            if (element.IsNull)
                hasNull = true;
            else if (ValueComparer.AreEqual(arguments[0], element))
                return Value.True;
        }

        return hasNull ? Value.Null : Value.False;
    }

    private static Value AmongDynamic(CallContext call, ReadOnlySpan<Value> arguments)
    {
        if (arguments[0].IsNull)
            return Value.Null;
        var isUnknown = false;
        foreach (ref readonly var element in arguments[1..])
        {
            if (element.IsNull || !Comparison.TryCompareByKind(arguments[0], element, out var order))
                isUnknown = true;
            else if (order == 0)
                return Value.True;
        }

        return isUnknown ? Value.Null : Value.False;
    }
}
