namespace Tocsin.Core.Languages.Functions.Signatures;

/// <summary>One parameter of a function.</summary>
/// <param name="Name">As the signature shows it.</param>
/// <param name="Types">What it takes.</param>
/// <param name="Traits">Whether it may be left out, be repeated, or must be constant.</param>
internal sealed record Parameter(string Name, TypeSet Types, ParameterTraits Traits = ParameterTraits.None)
{
    public bool IsOptional => (Traits & ParameterTraits.Optional) != 0;

    public bool IsRepeated => (Traits & ParameterTraits.Repeated) != 0;

    public bool IsConstant => (Traits & ParameterTraits.Constant) != 0;
}

/// <summary>What sets a parameter apart from a plain one.</summary>
[Flags]
internal enum ParameterTraits
{
    None = 0,

    /// <summary>May be left out; so may all that follow.</summary>
    Optional = 1,

    /// <summary>The last one, any number of times, at least once unless it is optional.</summary>
    Repeated = 2,

    /// <summary>Must be computable without a row.</summary>
    Constant = 4,
}
