using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding;

/// <summary>
/// True if there is a choice of one value for each mention of a field that makes the inner condition true; false, never unknown, if
/// there is none. A field without a value gives the one choice null.
/// </summary>
/// <remarks>
/// EQL specification, 6.8 to 6.13: two mentions of one field choose independently. At most <see cref="ChoicesMax"/> choices are tried for
/// an event; beyond that a warning is given and the test is false.
/// </remarks>
internal sealed class BoundChoice : BoundCondition
{
    /// <summary>How many choices are tried: a hostile event must not stall the engine.</summary>
    public const int ChoicesMax = 100_000;

    private static readonly EvaluationFailure TooMany = EvaluationFailure.IllegalArgument(
        $"more than {ChoicesMax} combinations of values"
    );

    private readonly BoundExpression _inner;
    private readonly int[] _slots;

    private BoundChoice(BoundExpression inner, int[] slots, SourceText source, TextSpan span)
        : base(span)
    {
        _inner = inner;
        _slots = slots;
        Source = source;
    }

    /// <summary>The query, for warnings.</summary>
    public SourceText Source { get; }

    public override IReadOnlyList<BoundExpression> Children => [_inner];

    public override bool IsConstant => false;

    /// <summary>The choice over a condition in which fields stand as <see cref="BoundField"/>.</summary>
    public static BoundChoice Over(BoundExpression condition, SourceText source)
    {
        var slots = new List<int>();
        var inner = Choose(condition, slots);
        return new(inner, [.. slots], source, condition.Span);
    }

    public override BoundExpression WithChildren(IReadOnlyList<BoundExpression> children) =>
        new BoundChoice(children[0], _slots, Source, Span);

    public override Truth Test(EvalContext context)
    {
        if (context.Choices.Length < _slots.Length)
            context.Choices = new Value[Math.Max(8, _slots.Length)];
        var choices = context.Choices;
        var values = context.Push(_slots.Length);
        var hasMany = false;
        for (var i = 0; i < _slots.Length; i++)
        {
            values[i] = context.Event!.Get(_slots[i]);
            hasMany |= values[i].IsMany;
            choices[i] = values[i][0];
        }

        var isTrue = _inner.Test(context) == Truth.True || (hasMany && TryOthers(context, values, choices));
        context.Pop(_slots.Length);
        return isTrue ? Truth.True : Truth.False;
    }

    /// <summary>Counts through all choices but the first, the last mention fastest.</summary>
    private bool TryOthers(EvalContext context, Span<Value> values, Value[] choices)
    {
        const int OnStackMax = 32;
        Span<int> places = values.Length <= OnStackMax ? stackalloc int[values.Length] : new int[values.Length];
        places.Clear();
        for (var tried = 1; tried < ChoicesMax; tried++)
        {
            var mention = values.Length - 1;
            while (mention >= 0 && places[mention] + 1 >= values[mention].Count)
            {
                places[mention] = 0;
                choices[mention] = values[mention][0];
                mention--;
            }

            if (mention < 0)
                return false;
            choices[mention] = values[mention][++places[mention]];
            if (_inner.Test(context) == Truth.True)
                return true;
        }

        context.Warnings?.Warn(Source, Span, TooMany);
        return false;
    }

    private static BoundExpression Choose(BoundExpression node, List<int> slots)
    {
        if (node is BoundField field)
        {
            slots.Add(field.Slot);
            return new BoundChosen(field, slots.Count - 1);
        }

        var children = node.Children;
        if (children.Count == 0)
            return node;
        var chosen = new BoundExpression[children.Count];
        var isChanged = false;
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = Choose(children[i], slots);
            isChanged |= !ReferenceEquals(chosen[i], children[i]);
        }

        return isChanged ? node.WithChildren(chosen) : node;
    }
}
