namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>On which side of a bound a value must lie.</summary>
internal enum RangeOperator
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
