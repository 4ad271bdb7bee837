using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>Converts values of unknown type to what a body was bound for.</summary>
internal static class DynamicArguments
{
    /// <summary>The body behind a conversion of the arguments whose type was settled.</summary>
    public static FunctionBinding Convert(
        FunctionBinding binding,
        ReadOnlySpan<ArgumentInfo> declared,
        ReadOnlySpan<ArgumentInfo> settled,
        NullPolicy nulls
    )
    {
        var targets = new DataType[declared.Length];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = declared[i].Type == settled[i].Type ? DataType.Dynamic : settled[i].Type;
        var kernel = binding.Kernel;
        return binding with
        {
            Kernel = (call, arguments) => Run(kernel, call, arguments, targets, nulls),
            ReadsOnlyFirst = binding.ReadsOnlyFirst && !targets.AsSpan(1).ContainsAnyExcept(DataType.Dynamic),
        };
    }

    private static Value Run(
        ScalarKernel kernel,
        CallContext call,
        ReadOnlySpan<Value> arguments,
        DataType[] targets,
        NullPolicy nulls
    )
    {
        // Most values have the wanted kind already; only the others cost a copy.
        Value[]? converted = null;
        for (var i = 0; i < targets.Length; i++)
        {
            if (targets[i] == DataType.Dynamic || ValueConversion.HasType(arguments[i], targets[i]))
                continue;
            converted ??= arguments.ToArray();
            converted[i] = ValueConversion.ConvertLeniently(arguments[i], targets[i]);
            if (converted[i].IsNull && nulls == NullPolicy.GivesNull)
                return Value.Null;
        }

        return kernel(call, converted ?? arguments);
    }
}
