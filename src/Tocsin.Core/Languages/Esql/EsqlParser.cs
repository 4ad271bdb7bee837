using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Esql;

/// <summary>Reads an ES|QL query into a syntax tree (specification, section 3).</summary>
/// <remarks>
/// Always returns a tree. After an error the rest of the command is passed over and reading goes on behind the next pipe, so
/// that one pass reports several errors. Recursion is bounded: beyond <see cref="DepthMax"/> levels the text is refused.
/// </remarks>
internal sealed partial class EsqlParser
{
    /// <summary>How deep expressions, and trees of operators, may nest.</summary>
    public const int DepthMax = 300;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly EsqlLexer _lexer;
    private EsqlToken _current;
    private int _previousEnd;
    private int _depth;
    private bool _isLost;
    private int _lostAt;

    private EsqlParser(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
        _lexer = new(source);
        _current = _lexer.Read(0);
    }

    /// <summary>Reads a query; what is wrong goes to the diagnostics.</summary>
    public static QuerySyntax Parse(SourceText source, DiagnosticBag diagnostics) =>
        new EsqlParser(source, diagnostics).ParseQuery();

    private QuerySyntax ParseQuery()
    {
        SkipSettings();
        if (_current.Kind == EsqlTokenKind.End && !_isLost)
        {
            _diagnostics.Add(
                new(
                    EsqlDiagnostics.EmptyQuery,
                    _source,
                    _current.Span,
                    [],
                    Help: "a query begins with `FROM`, `ROW` or `SHOW INFO`"
                )
            );
            return new(null, []);
        }

        var source = ParseSource();
        var commands = new List<CommandSyntax>();
        while (FindPipe(insideFork: false))
        {
            Advance();
            commands.Add(ParseCommandOrBroken(insideFork: false));
        }

        return new(source, commands);
    }

    /// <summary>Goes to the pipe or bracket that ends the command at hand, over whatever an error left behind.</summary>
    /// <returns>Whether a pipe is there.</returns>
    private bool FindPipe(bool insideFork)
    {
        if (!_isLost && _current.Kind is not (EsqlTokenKind.Pipe or EsqlTokenKind.End))
        {
            if (insideFork && _current.Kind == EsqlTokenKind.CloseParenthesis)
                return false;
            FailExpected("`|` or the end of the query");
        }

        if (_isLost)
            Resynchronise(insideFork);
        return _current.Kind == EsqlTokenKind.Pipe;
    }

    private void Resynchronise(bool insideFork)
    {
        _isLost = false;
        _depth = 0;
        var level = 0;
        for (var offset = _lostAt; ; )
        {
            var token = _lexer.Read(offset);
            level += token.Kind switch
            {
                EsqlTokenKind.OpenParenthesis => 1,
                EsqlTokenKind.CloseParenthesis => -1,
                _ => 0,
            };
            if (
                token.Kind == EsqlTokenKind.End
                || (token.Kind == EsqlTokenKind.Pipe && level <= 0)
                || (insideFork && level < 0)
            )
            {
                _current = token;
                return;
            }

            // A broken token, such as an unclosed string, may reach to the end of its line: go on behind it.
            offset = Math.Max(token.Span.End, offset + 1);
        }
    }

    private void Advance()
    {
        if (_isLost)
            return;
        _previousEnd = _current.Span.End;
        _current = _lexer.Read(_current.Span.End);
    }

    /// <summary>Reads the token at hand again as another part of the language does.</summary>
    private void RereadAsSource()
    {
        if (!_isLost)
            _current = _lexer.ReadSource(_current.Kind == EsqlTokenKind.End ? _previousEnd : _current.Span.Start);
    }

    private void RereadAsNamePattern()
    {
        if (!_isLost)
            _current = _lexer.ReadNamePattern(_current.Span.Start);
    }

    private bool TakeWord(string word)
    {
        if (!_current.IsWord(word))
            return false;
        Advance();
        return true;
    }

    private bool Take(EsqlTokenKind kind)
    {
        if (_current.Kind != kind)
            return false;
        Advance();
        return true;
    }

    private bool Expect(EsqlTokenKind kind, string what)
    {
        if (Take(kind))
            return true;
        FailExpected(what);
        return false;
    }

    private bool ExpectWord(string word)
    {
        if (TakeWord(word))
            return true;
        FailExpected($"`{word}`");
        return false;
    }

    /// <summary>Reports that something else is wanted here, and gives the command up.</summary>
    private void FailExpected(string what, string? help = null)
    {
        if (_isLost)
            return;
        if (_current.Problem is { } problem)
            Fail(EsqlDiagnostics.BadToken, problem.Span, problem.Help, problem.Message);
        else if (_current.Kind == EsqlTokenKind.Parameter)
            Fail(EsqlDiagnostics.NotSupported, _current.Span, "write the value itself", "a parameter");
        else
            Fail(EsqlDiagnostics.UnexpectedToken, _current.Span, help, what, DescribeCurrent());
    }

    private void Fail(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments)
    {
        if (_isLost)
            return;
        _diagnostics.Add(new(descriptor, _source, span, arguments, Help: help));
        _isLost = true;
        _lostAt = _current.Kind == EsqlTokenKind.Bad ? _current.Span.End : _current.Span.Start;
        _current = new(EsqlTokenKind.End, new(_current.Span.Start, 0), "");
    }

    private string DescribeCurrent() =>
        _current.Kind == EsqlTokenKind.End ? "the end of the query" : $"`{_source.Slice(_current.Span)}`";

    private TextSpan SpanFrom(int start) => TextSpan.FromBounds(start, Math.Max(start, _previousEnd));

    /// <summary>Names joined by dots (2.6); only the first may not be a reserved word.</summary>
    private NameSyntax? ParseQualifiedName(string what)
    {
        var start = _current.Span.Start;
        if (_current.Kind is not (EsqlTokenKind.Identifier or EsqlTokenKind.QuotedIdentifier))
        {
            FailExpected(what);
            return null;
        }

        if (_current.Kind == EsqlTokenKind.Identifier && EsqlKeywords.Reserved.Contains(_current.Text))
        {
            Fail(
                EsqlDiagnostics.ReservedWord,
                _current.Span,
                "quote it with backticks to use it as a name",
                _current.Text
            );
            return null;
        }

        var name = _current.Text;
        Advance();
        while (_current.Kind == EsqlTokenKind.Dot)
        {
            Advance();
            if (_current.Kind is not (EsqlTokenKind.Identifier or EsqlTokenKind.QuotedIdentifier))
            {
                FailExpected(
                    "a name",
                    "a part that begins with a digit or holds other characters is quoted with backticks"
                );
                return null;
            }

            name += "." + _current.Text;
            Advance();
        }

        return new(name, SpanFrom(start));
    }

    /// <summary>Passes over leading <c>SET name = value;</c> directives; the one that has a meaning here is met already.</summary>
    private void SkipSettings()
    {
        while (_current.IsWord("SET"))
        {
            var start = _current.Span.Start;
            Advance();
            var name = _current.Text;
            var end = _source.Text.IndexOf(';', start);
            if (end < 0)
            {
                FailExpected("a setting that ends in `;`");
                return;
            }

            // Fields that nothing maps are null already, which is what this setting asks for.
            if (!name.Equals("unmapped_fields", StringComparison.OrdinalIgnoreCase))
            {
                var span = TextSpan.FromBounds(start, end);
                _diagnostics.Report(EsqlDiagnostics.NotSupported, _source, span, $"the setting `{name}`");
            }

            _previousEnd = end + 1;
            _current = _lexer.Read(end + 1);
        }
    }
}
