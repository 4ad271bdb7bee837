using System.Text;

namespace Tocsin.Core.Fields;

/// <summary>The types of the fields of ECS, Kubernetes audit, Defend for Containers and what else published rules read.</summary>
/// <remarks>
/// Comes from the embedded text <c>field-catalogue.txt</c>, which <c>eng/field-catalogue.py</c> makes and describes. Each
/// top-level group of it is read when first asked for, so a run pays for the groups that its rules name. Threads: safe.
/// </remarks>
internal sealed class FieldCatalogue
{
    private static readonly Lazy<FieldCatalogue> Loaded = new(() => new(ReadText()));

    private readonly string _text;
    private readonly Dictionary<string, Lazy<FieldMap>> _groups = new(StringComparer.Ordinal);
    private readonly Lazy<string[]> _names;

    private FieldCatalogue(string text)
    {
        _text = text;
        _names = new(() =>
            [.. _groups.Values.SelectMany(g => g.Value.Fields).Select(f => f.Name).Order(StringComparer.Ordinal)]
        );

        // A line that does not begin with a blank begins a group.
        var start = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        while (start < text.Length)
        {
            var end = start;
            do
            {
                var length = text.AsSpan(end).IndexOf('\n');
                end = length < 0 ? text.Length : end + length + 1;
            } while (end < text.Length && text[end] == ' ');
            var group = start..end;
            var name = text.AsSpan(start, text.AsSpan(start).IndexOfAny(' ', '\n')).ToString();
            _groups.Add(name, new(() => Parse(group)));
            start = end;
        }
    }

    /// <summary>The catalogue of this build.</summary>
    public static FieldCatalogue BuiltIn => Loaded.Value;

    /// <summary>The names of the fields in it, sorted by code units; objects included, multi-fields that only a suffix makes not.</summary>
    public IReadOnlyList<string> Names => _names.Value;

    /// <summary>What is known of a path, multi-fields and leaves of flattened objects included; null where the catalogue is silent.</summary>
    public FieldInfo? Find(string path) => GroupOf(path)?.Find(path, impliesMultiFields: true);

    /// <summary>Whether the path lies inside an object that is mapped as nested.</summary>
    public bool IsInsideNested(string path) => GroupOf(path)?.IsInsideNested(path) == true;

    private FieldMap? GroupOf(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var group = dot < 0 ? path : path[..dot];
        return _groups.TryGetValue(group, out var map) ? map.Value : null;
    }

    private static unsafe string ReadText()
    {
        const string Resource = "Tocsin.Core.Fields.field-catalogue.txt";
        using var stream = (UnmanagedMemoryStream)typeof(FieldCatalogue).Assembly.GetManifestResourceStream(Resource)!;
        // SAFETY: the stream lies over the assembly's mapped bytes, which outlive it.
        return Encoding.UTF8.GetString(new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length));
    }

    /// <summary>Reads a group: a tree of segments whose depth is the number of leading blanks.</summary>
    private FieldMap Parse(Range group)
    {
        var fields = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        var prefixes = new List<string>();
        var rest = _text.AsSpan(group);
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var depth = line.IndexOfAnyExcept(' ');
            line = line[depth..];
            var space = line.IndexOf(' ');
            var segment = space < 0 ? line : line[..space];
            var path = depth == 0 ? segment.ToString() : string.Concat(prefixes[depth - 1], ".", segment);
            prefixes.RemoveRange(depth, prefixes.Count - depth);
            prefixes.Add(path);
            if (space >= 0)
                fields[path] = ToField(path, line[(space + 1)..]);
        }

        MultiFields.Link(fields);
        return new(fields);
    }

    private static FieldInfo ToField(string path, ReadOnlySpan<char> code)
    {
        var (type, traits) = code[0] switch
        {
            'k' => (DataType.Keyword, FieldTraits.None),
            't' => (DataType.Text, FieldTraits.None),
            'l' => (DataType.Long, FieldTraits.None),
            'i' => (DataType.Integer, FieldTraits.None),
            'd' => (DataType.Double, FieldTraits.None),
            'b' => (DataType.Boolean, FieldTraits.None),
            'D' => (DataType.Date, FieldTraits.None),
            'p' => (DataType.Ip, FieldTraits.None),
            'g' => (DataType.GeoPoint, FieldTraits.None),
            'w' => (DataType.Keyword, FieldTraits.Wildcard),
            's' => (DataType.Source, FieldTraits.None),
            'o' => (DataType.Unsupported, FieldTraits.Object),
            'n' => (DataType.Unsupported, FieldTraits.Nested),
            _ => (DataType.Unsupported, FieldTraits.Flattened),
        };
        foreach (var sign in code[1..])
        {
            traits |= sign switch
            {
                '~' => FieldTraits.Lowercase,
                '!' => FieldTraits.Unmapped,
                '>' => FieldTraits.InsideNested,
                '/' => FieldTraits.FlattenedLeaf,
                _ => FieldTraits.MembersKeyword,
            };
        }

        return new(path, type, path[0] == '_' ? traits | FieldTraits.Metadata : traits);
    }
}
