using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>A digest of the bytes of a text, in lower-case hexadecimal digits.</summary>
internal abstract class HashFunction : TypedFunction
{
    /// <summary>A name that <see cref="Digests"/> knows.</summary>
    protected abstract string Algorithm { get; }

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        var digest = Digests.Find(Algorithm)!;
        return new((_, a) => Value.FromText(Convert.ToHexStringLower(digest(a[0].AsBytes))), DataType.Keyword);
    }
}
