using System.Buffers.Binary;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Lets through each event's rows with a probability.</summary>
/// <remarks>The choice is a fixed function of the event's place in the input, so that a run can be repeated; rows behind an aggregation go by their group key.</remarks>
internal sealed class SampleOperator(double probability) : RowOperator
{
    /// <summary>With which probability a row is let through.</summary>
    public double Probability => probability;

    private readonly ulong _threshold = (ulong)(probability * ulong.MaxValue);

    public override IReadOnlyList<BoundExpression> Expressions => [];

    public override PipelineOperator WithExpressions(IReadOnlyList<BoundExpression> expressions) => this;

    public override void Process(RowChain chain, int next)
    {
        if (HashOf(chain.Context) <= _threshold)
            chain.Run(next);
    }

    private static ulong HashOf(EvalContext context)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (context.Event is { } read)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, read.Arrival);
            return StableHash.Of(bytes);
        }

        ulong hash = 0;
        foreach (ref readonly var cell in context.Cells.AsSpan())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                bytes,
                unchecked(hash * 31 + StableHash.Of(System.Text.Encoding.UTF8.GetBytes(ValueText.Format(cell))))
            );
            hash = StableHash.Of(bytes);
        }

        return hash;
    }
}
