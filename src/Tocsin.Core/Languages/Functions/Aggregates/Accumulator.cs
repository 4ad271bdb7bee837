using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>The state of one aggregate function over the rows of one group.</summary>
/// <remarks>
/// <para>The result is a function of the multiset of rows: neither the order of adding nor the way in which parts were merged
/// changes it. So chunks, threads and panes of windows can each gather a part.</para>
/// <para>Ownership: what is kept of an argument is copied. Threads: one at a time.</para>
/// </remarks>
internal abstract class Accumulator
{
    /// <summary>Adds a row.</summary>
    /// <param name="arguments">The values of the arguments that vary by row; each null, one or many.</param>
    public abstract void Add(ReadOnlySpan<Value> arguments);

    /// <summary>Adds the rows of another accumulator of the same call, which stays as it is and is not referred to afterwards.</summary>
    public abstract void Merge(Accumulator other);

    /// <summary>The result so far; changes nothing.</summary>
    public abstract Value Finish(AggregateContext context);

    /// <summary>About how much memory it holds.</summary>
    public virtual long SizeBytes => 48;

    /// <summary>About how much memory an owned value holds.</summary>
    protected static long SizeOf(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
            case ValueKind.Ip:
            case ValueKind.Version:
                return 48 + value.AsBytes.Length;
            case ValueKind.Many:
                long size = 48;
                foreach (ref readonly var element in value.AsMany)
                    size += SizeOf(element);
                return size;
            default:
                return 24;
        }
    }
}

/// <summary>What an accumulator may need to report a failure.</summary>
/// <param name="warnings">Receives failures; may be null.</param>
/// <param name="source">The query.</param>
/// <param name="span">Where the aggregate stands in it.</param>
internal readonly ref struct AggregateContext(IWarningSink? warnings, SourceText source, TextSpan span)
{
    /// <summary>Null, with a warning at the aggregate's place.</summary>
    public Value Fail(EvaluationFailure failure)
    {
        warnings?.Warn(source, span, failure);
        return Value.Null;
    }

    /// <summary>A double as a value; null with a warning where it is not finite (ES|QL specification, 4.10).</summary>
    public Value Finite(double number) =>
        double.IsFinite(number)
            ? Value.FromDouble(number)
            : Fail(EvaluationFailure.Arithmetic($"not a finite double number: {ValueText.FormatDouble(number)}"));
}
