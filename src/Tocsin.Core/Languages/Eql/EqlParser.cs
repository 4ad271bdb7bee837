using System.Diagnostics.CodeAnalysis;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Reads EQL queries by recursive descent (EQL specification, section 3).</summary>
/// <remarks>
/// Always returns a tree; what could not be read is a <see cref="BrokenSyntax"/> and has been reported. Each place reports one error
/// at most, and reading goes on behind the next bracket, list or pipe. Nesting is limited to <see cref="DepthMax"/>.
/// </remarks>
internal sealed partial class EqlParser
{
    /// <summary>How deeply expressions may be nested; an operator of an arithmetic chain counts as a level.</summary>
    public const int DepthMax = 400;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<EqlToken> _tokens;
    private int _position;
    private int _depth;
    private int _lastErrorPosition = -1;

    private EqlParser(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
        _tokens = EqlLexer.Read(source, diagnostics);
    }

    /// <summary>Reads a whole query.</summary>
    public static EqlQuerySyntax ParseQuery(SourceText source, DiagnosticBag diagnostics) =>
        new EqlParser(source, diagnostics).ReadQuery();

    /// <summary>Reads a single expression: for examples of functions.</summary>
    public static ExpressionSyntax ParseExpression(SourceText source, DiagnosticBag diagnostics)
    {
        var parser = new EqlParser(source, diagnostics);
        var expression = parser.ReadExpression();
        if (parser.Current.Kind != EqlTokenKind.End)
            parser.FailExpected("the end of the expression");
        return expression;
    }

    private EqlToken Current => _tokens[_position];

    private EqlToken Next => _tokens[Math.Min(_position + 1, _tokens.Count - 1)];

    private bool At(EqlTokenKind kind) => Current.Kind == kind;

    private bool AtWord(string word) => At(EqlTokenKind.Name) && Current.Text == word;

    private EqlToken Take()
    {
        var token = Current;
        if (token.Kind != EqlTokenKind.End)
            _position++;
        return token;
    }

    private bool TryTake(EqlTokenKind kind)
    {
        if (!At(kind))
            return false;
        _position++;
        return true;
    }

    /// <summary>Takes a token of a kind or reports what stands there instead.</summary>
    private bool Expect(EqlTokenKind kind, string what, string? help = null)
    {
        if (TryTake(kind))
            return true;
        FailExpected(what, help);
        return false;
    }

    /// <summary>From a start to the end of the last token taken.</summary>
    private TextSpan SpanFrom(int start) =>
        TextSpan.FromBounds(start, _position == 0 ? start : Math.Max(start, _tokens[_position - 1].Span.End));

    /// <summary>Reports an error, once for each token that reading stumbles over.</summary>
    private void Fail(DiagnosticDescriptor descriptor, TextSpan span, string? help, params object[] arguments)
    {
        if (_lastErrorPosition == _position)
            return;
        _lastErrorPosition = _position;
        _diagnostics.Add(new(descriptor, _source, span, arguments, Help: help));
    }

    private void FailExpected(string what, string? help = null)
    {
        var found =
            At(EqlTokenKind.End) ? "the end of the query"
            : At(EqlTokenKind.String) ? "a string"
            : $"`{Current.Text}`";
        help ??=
            At(EqlTokenKind.Name) && EqlLexer.KeywordLike(Current.Text) is { } keyword
                ? $"keywords are in lower case: `{keyword}`"
                : null;
        if (_lastErrorPosition == _position)
            return;
        _lastErrorPosition = _position;
        _diagnostics.Add(new(EqlDiagnostics.Expected, _source, Current.Span, [what, found], $"expected {what}", help));
    }

    /// <summary>Skips to the bracket that closes the one at hand, to a pipe or to the end.</summary>
    private void SkipToClosing(EqlTokenKind closing)
    {
        var depth = 0;
        while (!At(EqlTokenKind.End))
        {
            if (depth == 0 && (At(closing) || At(EqlTokenKind.CloseBracket) || At(EqlTokenKind.Pipe)))
                return;
            if (Current.Kind is EqlTokenKind.OpenParenthesis or EqlTokenKind.OpenBracket or EqlTokenKind.OpenMissing)
                depth++;
            else if (Current.Kind is EqlTokenKind.CloseParenthesis or EqlTokenKind.CloseBracket && depth > 0)
                depth--;
            _position++;
        }
    }

    /// <summary>Goes one level deeper; at the limit reports and gives up on the rest of the query.</summary>
    private bool TryDescend([NotNullWhen(false)] out BrokenSyntax? broken)
    {
        broken = null;
        if (++_depth <= DepthMax)
            return true;
        Fail(EqlDiagnostics.TooDeep, Current.Span, $"at most {DepthMax} levels are read");
        broken = new(Current.Span);
        _position = _tokens.Count - 1;
        _lastErrorPosition = _position;
        _depth--;
        return false;
    }

    private EqlQuerySyntax ReadQuery()
    {
        var body = ReadBody();
        if (!At(EqlTokenKind.Pipe) && !At(EqlTokenKind.End))
        {
            FailTrailing();
            SkipTo(EqlTokenKind.Pipe);
        }

        var pipes = new List<PipeSyntax>();
        while (TryTake(EqlTokenKind.Pipe))
            pipes.Add(ReadPipe());
        if (!At(EqlTokenKind.End))
            FailTrailing();
        return new(body, pipes, new(0, _source.Text.Length));
    }

    private void FailTrailing()
    {
        var help =
            At(EqlTokenKind.Assign) ? "write `==`"
            : Current.Kind is EqlTokenKind.Name or EqlTokenKind.QuotedName && EqlLexer.KeywordLike(Current.Text) is null
                ? "join conditions with `and` or `or`"
            : null;
        FailExpected("the end of the query", help);
    }

    private void SkipTo(EqlTokenKind kind)
    {
        while (!At(kind) && !At(EqlTokenKind.End))
            _position++;
    }

    private EqlBodySyntax ReadBody()
    {
        switch (Current.Kind)
        {
            case EqlTokenKind.End:
                Fail(EqlDiagnostics.EmptyQuery, Current.Span, "for example: `process where process.name == \"curl\"`");
                return new EventQuerySyntax(BrokenFilter());
            case EqlTokenKind.Sequence:
                return ReadSequence();
            case EqlTokenKind.Sample:
                return ReadSample();
            case EqlTokenKind.Join:
                Fail(EqlDiagnostics.JoinQuery, Current.Span, "use `sequence` or `sample`");
                SkipTo(EqlTokenKind.Pipe);
                return new EventQuerySyntax(BrokenFilter());
            default:
                return new EventQuerySyntax(ReadFilter());
        }
    }

    private FilterSyntax BrokenFilter() => new(null, Current.Span, new BrokenSyntax(Current.Span), Current.Span);

    /// <summary><c>any where …</c>, <c>name where …</c>, <c>"name" where …</c>.</summary>
    private FilterSyntax ReadFilter()
    {
        var start = Current.Span.Start;
        var category = Current;
        string? name = null;
        switch (category.Kind)
        {
            case EqlTokenKind.Any:
                Take();
                break;
            case EqlTokenKind.Name:
            case EqlTokenKind.String:
                name = Take().Text;
                break;
            default:
                Fail(
                    EqlDiagnostics.BadCategory,
                    category.Span,
                    category.Kind == EqlTokenKind.QuotedName ? "use double quotes instead of backticks" : null
                );
                SkipToWhere();
                break;
        }

        if (!At(EqlTokenKind.Where))
        {
            var help = Current.Kind is EqlTokenKind.Minus or EqlTokenKind.Dot or EqlTokenKind.Colon
                ? "put a category with such characters in double quotes"
                : "a condition follows: `where true` selects by category only";
            FailExpected("`where`", help);
            SkipToWhere();
        }

        var condition = TryTake(EqlTokenKind.Where) ? ReadExpression() : new BrokenSyntax(Current.Span);
        return new(name, category.Span, condition, SpanFrom(start));
    }

    private void SkipToWhere()
    {
        while (
            Current.Kind
                is not (EqlTokenKind.Where or EqlTokenKind.CloseBracket or EqlTokenKind.Pipe or EqlTokenKind.End)
        )
            _position++;
    }

    private PipeSyntax ReadPipe()
    {
        var name = Current;
        if (At(EqlTokenKind.Name) || name.IsKeyword)
            Take();
        else
            FailExpected("the name of a pipe", "`head` and `tail` are the pipes of EQL");
        var arguments = new List<ExpressionSyntax>();
        if (!At(EqlTokenKind.Pipe) && !At(EqlTokenKind.End))
        {
            do arguments.Add(ReadExpression());
            while (TryTake(EqlTokenKind.Comma));
        }

        if (!At(EqlTokenKind.Pipe) && !At(EqlTokenKind.End))
        {
            FailTrailing();
            SkipTo(EqlTokenKind.Pipe);
        }

        return new(name.Text, name.Span, arguments, SpanFrom(name.Span.Start));
    }
}
