using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules.Toml;

/// <summary>Keys, headers, and what may be added to which table (TOML 1.0, “Keys”, “Table”, “Array of Tables”).</summary>
internal sealed partial class TomlParser
{
    private readonly List<KeySegment> _key = new(4);

    private static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Reads a key of one or several segments into <see cref="_key"/>; blanks behind it too.</summary>
    private bool ReadKey()
    {
        _key.Clear();
        while (true)
        {
            SkipBlanks();
            if (!ReadKeySegment(out var segment))
                return false;
            _key.Add(segment);
            SkipBlanks();
            if (Current != '.')
                return true;
            _position++;
        }
    }

    private bool ReadKeySegment(out KeySegment segment)
    {
        if (Current is '"' or '\'')
        {
            if (IsAt("\"\"\"") || IsAt("'''"))
            {
                segment = default;
                return FailExpected("a key", "a key stands on one line: use one pair of quotes");
            }

            var isRead = ReadString(out var quoted);
            segment = new(quoted?.Value ?? "", quoted?.Span ?? default);
            return isRead;
        }

        var start = _position;
        while (IsBare(Current))
            _position++;
        var span = TextSpan.FromBounds(start, _position);
        var name = _text.AsSpan(span.Start, span.Length);
        segment = new(pool is null ? name.ToString() : pool.Get(name), span);
        return span.Length > 0
            || FailExpected("a key", "keys of other characters than letters, digits, `_` and `-` need quotes");
    }

    private bool ReadKeyValue(TableNode table, int depth)
    {
        if (!ReadKey())
            return false;
        if (Current != '=')
            return FailExpected("`=` behind the key", "a key and its value stand on one line: `key = value`");
        _position++;
        SkipBlanks();
        var last = _key[^1];
        // Values may hold keys of their own. Nearly all keys have one segment.
        KeySegment[] dotted = _key.Count > 1 ? [.. _key] : [];
        depth += _key.Count;
        if (!ReadValue(depth, out var value))
            return false;
        var owner = table;
        if (dotted.Length > 0 && !TryEnterDotted(table, dotted, out owner))
            return true;
        if (owner.TryGet(last.Value, out var known))
        {
            var name = dotted.Length > 0 ? NameOf(dotted, dotted.Length) : last.Value;
            Fail(TreeDiagnostics.DuplicateKey, last.Span, FirstSetAt(known.KeySpan), name);
        }
        else
        {
            owner.Add(last.Value, last.Span, value);
        }

        return true;
    }

    /// <summary>Goes to the table that the last segment of a dotted key belongs to, making what is missing.</summary>
    private bool TryEnterDotted(TableNode table, KeySegment[] key, out TableNode owner)
    {
        owner = table;
        for (var i = 0; i < key.Length - 1; i++)
        {
            if (!owner.TryGet(key[i].Value, out var known))
            {
                var made = new TableNode(key[i].Span, TableForm.Dotted);
                owner.Add(key[i].Value, key[i].Span, made);
                owner = made;
            }
            else if (known.Value is TableNode { Form: TableForm.Dotted } dotted)
            {
                owner = dotted;
            }
            else
            {
                return FailExtend(key, i, known);
            }
        }

        return true;
    }

    private bool ReadHeader()
    {
        var start = _position;
        var isArray = IsAt("[[");
        _position += isArray ? 2 : 1;
        // Keys below a header that is wrong are read, and go nowhere.
        _table = new(default, TableForm.Explicit);
        _tableDepth = 0;
        if (!ReadKey())
            return false;
        var closing = isArray ? "]]" : "]";
        if (!IsAt(closing))
            return FailExpected($"`{closing}`", "a header stands alone on its line: `[name]` or `[[name]]`");
        _position += closing.Length;
        var span = TextSpan.FromBounds(start, _position);
        if (_key.Count > DepthMax)
            return Fail(TreeDiagnostics.TooDeep, span, null, DepthMax);

        var parent = _root;
        for (var i = 0; i < _key.Count - 1; i++)
        {
            if (!TryEnterFromHeader(i, ref parent))
                return true;
        }

        _tableDepth = _key.Count;
        var last = _key[^1];
        parent.TryGet(last.Value, out var known);
        if (isArray)
            OpenArrayElement(parent, last, known, span);
        else
            OpenTable(parent, last, known, span);
        return true;
    }

    private bool TryEnterFromHeader(int segment, ref TableNode table)
    {
        var name = _key[segment];
        if (!table.TryGet(name.Value, out var known))
        {
            var made = new TableNode(name.Span, TableForm.Implicit);
            table.Add(name.Value, name.Span, made);
            table = made;
            return true;
        }

        var next = known.Value is ArrayNode { IsTables: true } array ? array.Items[^1] : known.Value;
        if (next is not TableNode { Form: not TableForm.Inline } inner)
            return FailExtend([.. _key], segment, known);
        table = inner;
        return true;
    }

    private void OpenTable(TableNode parent, KeySegment name, TableEntry? known, TextSpan span)
    {
        if (known is null)
        {
            _table = new(span, TableForm.Explicit);
            parent.Add(name.Value, name.Span, _table);
        }
        else if (known.Value is TableNode { Form: TableForm.Implicit } table)
        {
            table.Form = TableForm.Explicit;
            _table = table;
        }
        else if (known.Value is TableNode)
        {
            var path = NameOf([.. _key], _key.Count);
            Fail(TreeDiagnostics.DuplicateTable, span, FirstSetAt(known.KeySpan), path);
        }
        else
        {
            FailExtend([.. _key], _key.Count - 1, known);
        }
    }

    private void OpenArrayElement(TableNode parent, KeySegment name, TableEntry? known, TextSpan span)
    {
        if (known is null)
        {
            var array = new ArrayNode(span, [], isTables: true);
            parent.Add(name.Value, name.Span, array);
            array.Items.Add(_table = new(span, TableForm.Explicit));
        }
        else if (known.Value is ArrayNode { IsTables: true } array)
        {
            array.Items.Add(_table = new(span, TableForm.Explicit));
        }
        else
        {
            FailExtend([.. _key], _key.Count - 1, known);
        }
    }

    private bool FailExtend(KeySegment[] key, int segment, TableEntry known)
    {
        var what = known.Value switch
        {
            TableNode { Form: TableForm.Inline } => "a complete table in braces",
            TableNode { Form: TableForm.Dotted } => "a table made by dotted keys",
            TableNode => "a table with a header of its own",
            ArrayNode { IsTables: true } => "an array of tables",
            _ => known.Value.Kind,
        };
        var name = NameOf(key, segment + 1);
        return Fail(TreeDiagnostics.CannotExtend, key[segment].Span, FirstSetAt(known.KeySpan), name, what);
    }

    private string FirstSetAt(TextSpan span) => $"it is first set in line {source.GetPosition(span.Start).Line}";

    private static string NameOf(KeySegment[] key, int count) => string.Join('.', key.Take(count).Select(k => k.Value));

    /// <summary>One segment of a key, decoded, and where it stands.</summary>
    private readonly record struct KeySegment(string Value, TextSpan Span);
}
