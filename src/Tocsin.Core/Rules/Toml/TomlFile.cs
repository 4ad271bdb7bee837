using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Reads TOML 1.0.</summary>
internal static class TomlFile
{
    /// <summary>Decodes and reads a file. What is wrong is reported; the table then holds what could be read.</summary>
    /// <param name="bytes">The file; a byte order mark at its start is passed over.</param>
    /// <param name="name">Its path, as diagnostics show it.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <param name="source">The text, for the positions of the tree.</param>
    /// <param name="pool">Makes the texts of the tree, if several files have the same.</param>
    public static TableNode Read(
        ReadOnlySpan<byte> bytes,
        string name,
        DiagnosticBag diagnostics,
        out SourceText source,
        TextPool? pool = null
    )
    {
        source = Utf8Text.Decode(bytes, name, out var invalid);
        if (invalid is { } span)
        {
            const string Help = "save it as UTF-8 without other encodings mixed in";
            diagnostics.Add(new(TreeDiagnostics.InvalidUtf8, source, span, [], Help: Help));
            return new(default, TableForm.Explicit);
        }

        return Parse(source, diagnostics, pool);
    }

    /// <summary>Reads a text.</summary>
    public static TableNode Parse(SourceText source, DiagnosticBag diagnostics, TextPool? pool = null) =>
        new TomlParser(source, diagnostics, pool).Parse();
}
