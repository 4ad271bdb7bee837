using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>A string and how it is written.</summary>
/// <param name="span">The string with its quotes.</param>
/// <param name="content">What is between the quotes; without the line break that may follow the opening ones of several lines.</param>
/// <param name="form">How it is written.</param>
/// <param name="value">The decoded characters.</param>
internal sealed class StringNode(TextSpan span, TextSpan content, StringForm form, string value) : Node(span)
{
    public string Value { get; } = value;

    public StringForm Form { get; } = form;

    public override string Kind => "a string";

    /// <summary>The string as a text of its own that knows where each of its characters stands in the file.</summary>
    public SourceText ToSource(SourceText file)
    {
        // Offsets are made on demand: of all strings in a rule only the queries need them.
        var decoder = new StringDecoder(file.Text, content, Form, withOffsets: true);
        return SourceText.Embedded(file, decoder.Decode(), decoder.Offsets!);
    }
}

/// <summary>The ways to write a string.</summary>
internal enum StringForm
{
    /// <summary>TOML, in quotation marks, with escapes.</summary>
    Basic,

    /// <summary>TOML, in three quotation marks.</summary>
    MultilineBasic,

    /// <summary>TOML, in apostrophes, nothing escaped.</summary>
    Literal,

    /// <summary>TOML, in three apostrophes.</summary>
    MultilineLiteral,

    /// <summary>A bare key.</summary>
    Bare,

    /// <summary>JSON.</summary>
    Json,
}
