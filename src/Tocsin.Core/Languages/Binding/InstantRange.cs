namespace Tocsin.Core.Languages.Binding;

/// <summary>How an instant is compared with a date.</summary>
internal enum InstantComparison
{
    Within,
    Before,
    BeforeOrWithin,
    After,
    AfterOrWithin,
}

/// <summary>The instants that compare with a date in one way.</summary>
/// <param name="Text">The date as written: what it is, for keys.</param>
/// <param name="Date">The date.</param>
/// <param name="Comparison">Which instants: those of its span, or on one side of it.</param>
internal sealed record InstantRange(string Text, DateMath Date, InstantComparison Comparison)
{
    /// <summary>The first and last millisecond of the range.</summary>
    /// <remarks>Which end of the date counts: KQL specification, K29.</remarks>
    public (long First, long Last) At(long nowMillis) =>
        Comparison switch
        {
            InstantComparison.Before => (long.MinValue, Date.First(nowMillis) - 1),
            InstantComparison.BeforeOrWithin => (long.MinValue, Date.Last(nowMillis)),
            InstantComparison.After => (Date.Last(nowMillis) + 1, long.MaxValue),
            InstantComparison.AfterOrWithin => (Date.First(nowMillis), long.MaxValue),
            _ => (Date.First(nowMillis), Date.Last(nowMillis)),
        };
}
