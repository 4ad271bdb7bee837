using System.Text.Unicode;
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
    /// <param name="pool">Makes the texts of the tree, if several files have the same. The tree must not be read any more when the next file is.</param>
    public static TableNode Read(
        ReadOnlySpan<byte> bytes,
        string name,
        DiagnosticBag diagnostics,
        out SourceText source,
        TextPool? pool = null
    )
    {
        bytes = Utf8Text.WithoutMark(bytes);
        if (!Utf8.IsValid(bytes))
        {
            source = Utf8Text.Decode(bytes, name, out var invalid);
            const string Help = "save it as UTF-8 without other encodings mixed in";
            diagnostics.Add(new(TreeDiagnostics.InvalidUtf8, source, invalid!.Value, [], Help: Help));
            return new(default, TableForm.Explicit);
        }

        var room = pool ?? new();
        var text = room.Decode(bytes);
        source = SourceText.FromPacked(room.Pack(bytes), text.Count, name);
        return new TomlParser(source, text, diagnostics, pool).Parse();
    }

    /// <summary>Reads a text.</summary>
    public static TableNode Parse(SourceText source, DiagnosticBag diagnostics) =>
        new TomlParser(source, source.Text.ToCharArray(), diagnostics, pool: null).Parse();
}
