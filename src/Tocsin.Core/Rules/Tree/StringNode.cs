using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Tree;

/// <summary>A string and how it is written.</summary>
internal sealed class StringNode : Node
{
    private readonly TextSpan _content;
    private readonly ReadOnlyMemory<char> _file;
    private readonly bool _isPlain;
    private readonly TextPool? _pool;
    private string? _value;

    /// <param name="span">The string with its quotes.</param>
    /// <param name="content">What is between the quotes; without the line break that may follow the opening ones of several lines.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="file">The characters of the file.</param>
    /// <param name="value">The decoded characters.</param>
    public StringNode(TextSpan span, TextSpan content, StringForm form, ReadOnlyMemory<char> file, string value)
        : base(span) => (_content, Form, _file, _value) = (content, form, file, value);

    /// <summary>A string without anything to decode; its value is taken from the file when it is asked for, for most never are.</summary>
    public StringNode(TextSpan span, TextSpan content, StringForm form, ReadOnlyMemory<char> file, TextPool? pool)
        : base(span) => (_content, Form, _file, _isPlain, _pool) = (content, form, file, true, pool);

    /// <summary>The decoded characters.</summary>
    public string Value => _value ??= _pool is null ? Plain.ToString() : _pool.Get(Plain);

    public StringForm Form { get; }

    public override string Kind => "a string";

    private ReadOnlySpan<char> Plain => _file.Span.Slice(_content.Start, _content.Length);

    /// <summary>The string as a text of its own that knows where each of its characters stands in the file.</summary>
    public SourceText ToSource(SourceText file)
    {
        if (_isPlain)
            return SourceText.Embedded(file, Value, _content.Start);
        // Offsets are made on demand: of all strings in a rule only the queries need them.
        var decoder = new StringDecoder(_file, _content, Form, withOffsets: true);
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

    /// <summary>JSON.</summary>
    Json,
}
