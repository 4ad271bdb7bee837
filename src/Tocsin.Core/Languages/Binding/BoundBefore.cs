using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>True while the run's <c>now</c> lies before an instant.</summary>
internal sealed class BoundBefore(long millis, TextSpan span) : BoundCondition(span)
{
    /// <summary>The instant, milliseconds since 1970.</summary>
    public long Millis { get; } = millis;

    public override bool IsConstant => false;

    public override Truth Test(EvalContext context) => context.NowMillis < Millis ? Truth.True : Truth.False;
}
