namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The SHA256 digest of a text.</summary>
internal sealed class Sha256 : HashFunction
{
    public override string Name => "SHA256";

    public override FunctionDoc Doc { get; } =
        new(
            "SHA256(string)",
            "The SHA256 digest of a text in hexadecimal digits.",
            new FunctionExample(
                "SHA256(\"Disconnected\")",
                "04dfac3671b494ad53fcd152f7a14511bfb35747278aad8ce254a0d6e4ba4718"
            )
        );

    protected override string Algorithm => "SHA-256";
}
