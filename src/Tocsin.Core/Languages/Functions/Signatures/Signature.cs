using Tocsin.Core.Fields;

namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>Checks the arguments of a call against parameters.</summary>
internal static class Signature
{
    private static readonly string[] Ordinals =
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ];

    /// <summary>What is wrong with the number or the types of the arguments, or null.</summary>
    public static BindingError? Check(
        string function,
        IReadOnlyList<Parameter> parameters,
        ReadOnlySpan<ArgumentInfo> arguments
    )
    {
        if (CheckCount(function, parameters, arguments.Length) is { } wrongCount)
            return wrongCount;
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = ParameterAt(parameters, i);
            if (!parameter.Types.Accepts(arguments[i].Type))
                return WrongType(function, i, arguments.Length, parameter.Types.Name, arguments[i].Type);
            if (parameter.IsConstant && !arguments[i].IsConstant)
                return new($"{Describe(function, i, arguments.Length)} must be a constant", i);
        }

        return null;
    }

    /// <summary>The parameter that an argument stands for.</summary>
    public static Parameter ParameterAt(IReadOnlyList<Parameter> parameters, int index) =>
        parameters[Math.Min(index, parameters.Count - 1)];

    /// <summary>An argument of a type that the function does not take.</summary>
    public static BindingError WrongType(string function, int index, int count, string expected, DataType found) =>
        new($"{Describe(function, index, count)} must be {expected}, found {found.ToName()}", index);

    /// <summary>An argument as a message names it: <c>first argument of `CONCAT`</c>.</summary>
    public static string Describe(string function, int index, int count) =>
        count == 1 ? $"argument of `{function}`"
        : index < Ordinals.Length ? $"{Ordinals[index]} argument of `{function}`"
        : $"argument {index + 1} of `{function}`";

    private static BindingError? CheckCount(string function, IReadOnlyList<Parameter> parameters, int count)
    {
        var least = parameters.Count(p => !p.IsOptional);
        var most = parameters.Any(p => p.IsRepeated) ? int.MaxValue : parameters.Count;
        if (count >= least && count <= most)
            return null;
        var expected =
            most == int.MaxValue ? $"at least {Arguments(least)}"
            : least == most ? Arguments(least)
            : $"{least} to {most} arguments";
        return new($"`{function}` takes {expected}, found {count}");
    }

    private static string Arguments(int count) =>
        count switch
        {
            0 => "no arguments",
            1 => "one argument",
            _ => $"{count} arguments",
        };
}
