using System.Runtime.CompilerServices;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Which of two equal values stands for both, so that it does not show which came first: <c>1</c> and <c>1.0</c>, the zeros, versions such as <c>1.0</c> and <c>1.0.0</c>.</summary>
internal static class EqualValues
{
    /// <summary>Whether the first, which equals the second, is to stand for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Prefers(in Value first, in Value second) =>
        first.Kind is ValueKind.Double or ValueKind.Version || first.Kind != second.Kind
            ? IsBefore(first, second)
            : false;

    private static bool IsBefore(in Value first, in Value second)
    {
        if (first.Kind != second.Kind)
            return first.Kind < second.Kind;
        return first.Kind == ValueKind.Double
            ? BitConverter.DoubleToInt64Bits(first.AsDouble) > BitConverter.DoubleToInt64Bits(second.AsDouble)
            : first.AsBytes.SequenceCompareTo(second.AsBytes) < 0;
    }
}
