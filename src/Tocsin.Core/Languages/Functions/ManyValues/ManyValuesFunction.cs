using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.ManyValues;

/// <summary>A function whose first argument may have several values; the others may not (ES|QL specification, 12.4).</summary>
internal abstract class ManyValuesFunction : TypedFunction
{
    public sealed override ManyValuePolicy ManyValues => ManyValuePolicy.Passed;

    public override DataType? ImplicitLiteralType(int index, ReadOnlySpan<DataType> types) => null;

    /// <summary>The body, and null with a warning where an argument but the first has several values.</summary>
    protected static ScalarKernel OthersSingle(ScalarKernel kernel) =>
        (call, a) =>
        {
            for (var i = 1; i < a.Length; i++)
            {
                if (a[i].IsMany)
                    return call.Fail(EvaluationFailure.MultiValue);
            }

            return kernel(call, a);
        };
}
