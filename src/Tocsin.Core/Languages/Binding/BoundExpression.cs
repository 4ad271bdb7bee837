using Tocsin.Core.Fields;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>A node of the bound tree: names resolved, types known, the language's semantics spelled out.</summary>
/// <remarks>
/// <para>One algebra for EQL, ES|QL and KQL. A node knows no language: where languages differ in null, case or many values, their
/// binders build different nodes (<see cref="BoundFieldTest"/> is two-valued over any value; <see cref="BoundCall"/> is
/// three-valued over single values).</para>
/// <para>Nodes are immutable and shared between threads. Each can be evaluated as it stands: that is the reference
/// interpreter, against which every faster path is tested. Nothing in a node depends on the process, so the tree can also
/// be written as SQL.</para>
/// </remarks>
internal abstract class BoundExpression(DataType type, TextSpan span)
{
    /// <summary>The type of the result.</summary>
    public DataType Type { get; } = type;

    /// <summary>Where it stands in the query.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>The parts, in the order of the query.</summary>
    public virtual IReadOnlyList<BoundExpression> Children => [];

    /// <summary>The same node over other parts; <paramref name="children"/> has as many as <see cref="Children"/>.</summary>
    public virtual BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) => this;

    /// <summary>The value for an event or row.</summary>
    public abstract Value Evaluate(EvalContext context);

    /// <summary>The outcome as a condition; only for booleans.</summary>
    public virtual Truth Test(EvalContext context)
    {
        var value = Evaluate(context);
        if (value.Kind != ValueKind.Boolean)
            return Truth.Unknown;
        return value.AsBoolean ? Truth.True : Truth.False;
    }

    /// <summary>Whether it needs no event and no row.</summary>
    public virtual bool IsConstant
    {
        get
        {
            var children = Children;
            for (var i = 0; i < children.Count; i++)
            {
                if (!children[i].IsConstant)
                    return false;
            }

            return children.Count > 0;
        }
    }
}

/// <summary>A condition: evaluated through <see cref="BoundExpression.Test"/>.</summary>
internal abstract class BoundCondition(TextSpan span) : BoundExpression(DataType.Boolean, span)
{
    public abstract override Truth Test(EvalContext context);

    public sealed override Value Evaluate(EvalContext context) =>
        Test(context) switch
        {
            Truth.True => Value.True,
            Truth.False => Value.False,
            _ => Value.Null,
        };
}
