using Tocsin.Core.Fields;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>Questions that functions ask about arguments while they bind.</summary>
internal static class ArgumentInfoExtensions
{
    /// <summary>Whether the argument is a constant with exactly one value; a null or many-valued constant never reaches a body that does not ask for it.</summary>
    public static bool TryGetConstant(this in ArgumentInfo argument, out Value constant)
    {
        constant = argument.Constant;
        return argument.IsConstant && !constant.IsNull && !constant.IsMany;
    }

    /// <summary>The type of a result that has the type of an argument: text becomes keyword (ES|QL specification, 4.1).</summary>
    public static DataType ResultType(this DataType type) => type == DataType.Text ? DataType.Keyword : type;
}
