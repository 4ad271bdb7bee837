using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Every value: the test is whether the field has one.</summary>
internal sealed class AnyMatcher : ValueMatcher
{
    public static readonly AnyMatcher Instance = new();

    public override string Key => "exists";

    public override bool Matches(in Value value) => true;
}
