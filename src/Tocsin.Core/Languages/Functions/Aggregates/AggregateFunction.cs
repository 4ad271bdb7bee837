using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>What an aggregate call is bound to.</summary>
/// <param name="Create">Makes the state of an empty group.</param>
/// <param name="Type">The type of the result.</param>
/// <param name="ArgumentCount">How many of the call's first arguments are evaluated for each row; the rest are constants and known.</param>
/// <param name="Grows">Whether the state grows with the number of rows, so that its size must be watched.</param>
internal sealed record AggregateBinding(
    Func<Accumulator> Create,
    DataType Type,
    int ArgumentCount = 1,
    bool Grows = false
)
{
    /// <summary>The types that the evaluated arguments are read as before they are added; <see cref="DataType.Dynamic"/> leaves one as it is. Null for none.</summary>
    public IReadOnlyList<DataType>? ReadAs { get; init; }

    /// <summary>Whether the result is the number of rows, whatever they hold.</summary>
    public bool CountsRows { get; init; }

    /// <summary>Whether a row that says what another said changes nothing: so it is for what is different, least or greatest.</summary>
    public bool IgnoresRepeats { get; init; }

    /// <summary>Up to which number a result says that there are at least so many values in the rows; 0 where it says nothing of them.</summary>
    public long CountsValuesUpTo { get; init; }

    /// <summary>Which way the result can go as rows are added.</summary>
    public AggregateTrend Trend { get; init; }
}

/// <summary>Which way the result of an aggregate can go as rows are added to its group; from null it may go to anything.</summary>
internal enum AggregateTrend
{
    /// <summary>Either way.</summary>
    None,

    /// <summary>Never down.</summary>
    Up,

    /// <summary>Never up.</summary>
    Down,

    /// <summary>Never down, provided that no argument is negative.</summary>
    UpIfNotNegative,
}

/// <summary>An aggregate function: its signature, documentation and state. One class, one file, each (ES|QL specification, section 10).</summary>
/// <remarks>Instances are stateless and shared. Null values are ignored by all but <c>COUNT(*)</c>; several values count each (5.8).</remarks>
internal abstract class AggregateFunction
{
    /// <summary>The name in capitals.</summary>
    public abstract string Name { get; }

    /// <summary>The signature, what it does, its edges, and runnable examples: whole queries whose only cell is the result.</summary>
    public abstract FunctionDoc Doc { get; }

    /// <summary>Checks the arguments and says how the call is computed.</summary>
    /// <param name="arguments">The types, and the values of those that are constant.</param>
    /// <param name="error">Why there is no binding, where the result is null.</param>
    public abstract AggregateBinding? Bind(ReadOnlySpan<ArgumentInfo> arguments, out BindingError? error);

    /// <summary>The type in which values of a type come out of aggregates: text is keyword.</summary>
    protected static DataType Same(DataType type) => type == DataType.Text ? DataType.Keyword : type;

    /// <summary>Why the number of arguments is wrong, or null.</summary>
    protected BindingError? CheckCount(ReadOnlySpan<ArgumentInfo> arguments, int least, int most)
    {
        if (arguments.Length >= least && arguments.Length <= most)
            return null;
        var wanted = least == most ? $"{least} argument{(least == 1 ? "" : "s")}" : $"{least} to {most} arguments";
        return new($"`{Name}` takes {wanted}, found {arguments.Length}");
    }

    /// <summary>Why an argument's type does not fit.</summary>
    protected BindingError WrongType(int index, string wanted, DataType found) =>
        new($"{Ordinals[index]} argument of `{Name}` must be {wanted}, found {found.ToName()}", index);

    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth"];
}
