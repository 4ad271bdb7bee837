using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Esql.QueryStrings;
using Tocsin.Core.Languages.Esql.Syntax;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Esql.Binding;

/// <summary>Conditions on the source document: <c>MATCH</c>, <c>:</c>, <c>MATCH_PHRASE</c>, <c>KQL</c>, <c>QSTR</c> (specification, section 13).</summary>
/// <remarks>They are two-valued: a document without the field does not match, and <c>NOT</c> of that is true.</remarks>
internal sealed class FullTextBinder(EsqlBinder binder)
{
    /// <summary>Whether a function, by its name in capitals, is one of them.</summary>
    public static bool IsFullText(string name) => name is "MATCH" or "MATCH_PHRASE" or "KQL" or "QSTR";

    /// <summary>Binds a call; null, with a report, where something is wrong.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isAllowed">Whether it stands in a condition, under nothing but logic.</param>
    public BoundExpression? BindCall(CallSyntax call, bool isAllowed)
    {
        var name = call.Name.ToUpperInvariant();
        if (!CheckPlace(name, call.NameSpan, isAllowed))
            return null;
        if (name is "KQL" or "QSTR")
            return BindQuery(name, call);
        if (call.Arguments.Count != 2 || call.HasStar)
            return Fail(call.Span, $"`{name}` takes a field and a text");
        if (call.Arguments[1] is not LiteralSyntax query)
            return Fail(call.Arguments[1].Span, $"second argument of `{name}` must be a literal");
        return BindMatch(call.Arguments[0], query, call.Options, call.Span, name, isAllowed);
    }

    /// <summary>Binds a match of a field with a literal.</summary>
    public BoundExpression? BindMatch(
        ExpressionSyntax fieldSyntax,
        LiteralSyntax query,
        MapSyntax? options,
        TextSpan span,
        string name,
        bool isAllowed
    )
    {
        if (!CheckPlace(name, fieldSyntax.Span, isAllowed))
            return null;
        var cast = fieldSyntax as CastSyntax;
        if ((cast?.Operand ?? fieldSyntax) is not NameSyntax fieldName)
            return Fail(fieldSyntax.Span, $"first argument of `{name}` must be a field");
        if (binder.FindColumn(fieldName) is not { } column)
            return null;
        if (column.Field is null)
            return Fail(fieldName.Span, $"`{name}` takes a field of an index: `{fieldName.Name}` is computed");
        if (query.Value.IsNull || query.Value.IsMany)
            return Fail(query.Span, $"`{name}` takes one value to look for");
        if (MatchOptions.Read(options, binder) is not { } read)
            return null;
        var slot = binder.Fields.GetOrAdd(column.Field.Name);
        var field = new BoundField(column.Field, slot, asDocValues: false, fieldName.Span);
        // A cast looks at the text of any type; so does a field whose type is not known or not the same everywhere.
        var type = cast is not null && column.Conflicts is not null ? DataType.Dynamic : column.Type;
        if (type == DataType.Unsupported)
            return column.Conflicts is null
                ? binder.Resolve(fieldName)
                : Fail(fieldName.Span, $"cast `{fieldName.Name}` to one type");
        return
            MatchMatchers.Create(type, column.Field, query.Value, read, isPhrase: name == "MATCH_PHRASE") is { } matcher
            ? new BoundFieldTest(field, matcher, span)
            : BoundLiteral.FromTruth(Truth.False, span);
    }

    private BoundExpression? BindQuery(string name, CallSyntax call)
    {
        if (call.Arguments is not [LiteralSyntax { Type: DataType.Keyword, Value.IsMany: false } text])
            return Fail(call.Span, $"`{name}` takes one string literal");
        if (binder.Schema is not { } schema)
            return Fail(call.Span, $"`{name}` needs a source with documents");
        var condition = name == "QSTR" ? BindQueryString(call, text) : BindKql(call, text, schema);
        if (condition is null || !binder.Builder.MustDefer(condition))
            return condition;
        binder.Report(
            EsqlDiagnostics.NotSupported,
            text.Span,
            "compare the field with `NOW()` instead",
            $"a date relative to now inside `{name}` in a rule"
        );
        return null;
    }

    private BoundExpression? BindQueryString(CallSyntax call, LiteralSyntax text)
    {
        if (QueryStringOptions.Read(call.Options, binder) is not { } options)
            return null;
        var embedded = EsqlStrings.Embed(binder.Source, text.Span);
        return new QueryStringParser(embedded, options, binder, call.Span).Parse();
    }

    private BoundExpression? BindKql(CallSyntax call, LiteralSyntax text, ISchema schema)
    {
        foreach (var entry in call.Options?.Entries ?? [])
        {
            // A boost changes scores only.
            if (entry.Name == "boost")
                continue;
            binder.Report(EsqlDiagnostics.NotSupported, entry.Span, null, $"the option `{entry.Name}` of `KQL`");
            return null;
        }

        var embedded = EsqlStrings.Embed(binder.Source, text.Span);
        return KqlCompiler.Compile(embedded, new LenientSchema(schema), binder.Fields, binder.Diagnostics);
    }

    private bool CheckPlace(string name, TextSpan span, bool isAllowed)
    {
        string? problem = null;
        if (!isAllowed)
            problem = "may stand only in `WHERE` or the filter of an aggregate, under nothing but AND, OR and NOT";
        else if (binder.FullTextBarrier is { } barrier)
            problem = $"may not stand behind `{barrier}`: the documents are gone";
        else if (!binder.Builder.IsStreaming || (binder.IsInStats && binder.Builder.HasDeferred))
            problem = "may not stand here: the documents are gone";
        if (problem is null)
            return true;
        binder.Report(EsqlDiagnostics.MisplacedFullText, span, null, name, problem);
        return false;
    }

    private BoundExpression? Fail(TextSpan span, string message)
    {
        binder.Report(EsqlDiagnostics.BadArguments, span, null, message);
        return null;
    }
}
