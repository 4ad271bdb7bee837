namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The SHA1 digest of a text.</summary>
internal sealed class Sha1 : HashFunction
{
    public override string Name => "SHA1";

    public override FunctionDoc Doc { get; } =
        new(
            "SHA1(string)",
            "The SHA1 digest of a text in hexadecimal digits.",
            new FunctionExample("SHA1(\"Disconnected\")", "771e05f27b99fd59f638f41a7a4e977b1d4691fe")
        );

    protected override string Algorithm => "SHA-1";
}
