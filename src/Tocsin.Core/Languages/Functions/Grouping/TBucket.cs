using Tocsin.Core.Languages.Functions.Dates;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Grouping;

/// <summary>The beginning of the bucket that <c>@timestamp</c> lies in (ES|QL specification, 11.3).</summary>
internal sealed class TBucket : TypedFunction
{
    public override string Name => "TBUCKET";

    public override string? ImplicitField => "@timestamp";

    public override FunctionDoc Doc { get; } =
        new("TBUCKET(span)", "The beginning of the bucket of the given size that `@timestamp` lies in.");

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("span", SpanArgument.Types, ParameterTraits.Constant), new("@timestamp", TypeSet.Date)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var type = SpanArgument.TypeOfRounded(arguments[1].Type);
        var rounding = SpanArgument.ToRounding(Name, 0, arguments[0], out error);
        if (error is not null)
            return null;
        return rounding is null ? new(static (_, _) => Value.Null, type) : new((_, a) => rounding.Round(a[1]), type);
    }
}
