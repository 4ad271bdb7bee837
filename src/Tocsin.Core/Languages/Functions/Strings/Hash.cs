using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The digest of a text by a named algorithm.</summary>
internal sealed class Hash : TypedFunction
{
    public override string Name => "HASH";

    public override FunctionDoc Doc { get; } =
        new(
            "HASH(algorithm, string)",
            "The digest of a text by an algorithm such as md5 or sha-256 in hexadecimal digits.",
            new FunctionExample("HASH(\"md5\", \"Disconnected\")", "ef70e46fd3bbc21e3e1f0b6815e750c0")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("algorithm", TypeSet.String), new("string", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[0].TryGetConstant(out var name))
            return new(Compute, DataType.Keyword);
        if (Digests.Find(name.AsText()) is { } digest)
            return new((_, a) => Value.FromText(Convert.ToHexStringLower(digest(a[1].AsBytes))), DataType.Keyword);
        error = new($"unknown digest `{name.AsText()}`; known are {string.Join(", ", Digests.Names)}", 0);
        return null;
    }

    private static Value Compute(CallContext call, ReadOnlySpan<Value> arguments)
    {
        var name = arguments[0].AsText();
        return Digests.Find(name) is { } digest
            ? Value.FromText(Convert.ToHexStringLower(digest(arguments[1].AsBytes)))
            : call.Fail(
                new EvaluationFailure("java.security.NoSuchAlgorithmException", $"{name} MessageDigest not available")
            );
    }
}
