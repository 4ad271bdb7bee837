namespace Tocsin.Core.Languages.Functions.Strings;

/// <summary>The MD5 digest of a text.</summary>
internal sealed class Md5 : HashFunction
{
    public override string Name => "MD5";

    public override FunctionDoc Doc { get; } =
        new(
            "MD5(string)",
            "The MD5 digest of a text in hexadecimal digits.",
            new FunctionExample("MD5(\"Disconnected\")", "ef70e46fd3bbc21e3e1f0b6815e750c0")
        );

    protected override string Algorithm => "MD5";
}
