using Tocsin.Core.Fields;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>A constant.</summary>
internal sealed class BoundLiteral(Value value, DataType type, TextSpan span) : BoundExpression(type, span)
{
    /// <summary>The constant; it borrows nothing.</summary>
    public Value Value { get; } = value;

    public override bool IsConstant => true;

    public override Value Evaluate(EvalContext context) => Value;

    /// <summary>A truth value as a literal; unknown is null.</summary>
    public static BoundLiteral FromTruth(Truth truth, TextSpan span) =>
        truth switch
        {
            Truth.True => new(Value.True, DataType.Boolean, span),
            Truth.False => new(Value.False, DataType.Boolean, span),
            _ => new(Value.Null, DataType.Null, span),
        };
}
