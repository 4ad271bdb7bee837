using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Pipes (EQL specification, section 14) and the fields that order events (12.2).</summary>
internal sealed partial class EqlBinder
{
    private static readonly string[] UnsupportedPipes = ["count", "filter", "sort", "unique", "unique_count"];

    /// <summary>The pipes that could be bound; the others have been reported.</summary>
    public IReadOnlyList<EqlPipe> BindPipes(EqlQuerySyntax query)
    {
        var pipes = new List<EqlPipe>();
        foreach (var pipe in query.Pipes)
        {
            if (query.Body is SampleSyntax)
                Report(EqlDiagnostics.NotInSample, pipe.Span, null, "pipes");
            else if (BindPipe(pipe) is { } bound)
                pipes.Add(bound);
        }

        return pipes;
    }

    /// <summary>The order of events that the options ask for; a field that cannot order is reported.</summary>
    public EventOrder BindOrder()
    {
        int? timestamp = null;
        if (_options.TimestampField != "@timestamp")
            timestamp = BindOrderField(
                "timestamp field",
                _options.TimestampField,
                "is not a date",
                t => t.IsDate() || t == DataType.Dynamic
            );
        int? tiebreaker = null;
        if (_options.TiebreakerField is { } field)
            tiebreaker = BindOrderField("tiebreaker field", field, "has no order", t => t != DataType.Boolean);
        return new(timestamp, tiebreaker);
    }

    private int? BindOrderField(string role, string name, string problem, Func<DataType, bool> isGood)
    {
        var known = _schema.Resolve(name);
        if (known is null && _schema.IsStrict)
            problem = "is unknown";
        else if (known is null || isGood(known.Type))
            return _fields.GetOrAdd(name);
        Report(EqlDiagnostics.BadOptionField, new(0, 0), HelpForField(name), role, name, problem);
        return null;
    }

    private EqlPipe? BindPipe(PipeSyntax pipe)
    {
        if (pipe.Name is not ("head" or "tail"))
        {
            if (Array.IndexOf(UnsupportedPipes, pipe.Name) >= 0)
                Report(EqlDiagnostics.UnsupportedPipe, pipe.NameSpan, "`head` and `tail` are", pipe.Name);
            else if (pipe.Name.Length > 0)
                Report(EqlDiagnostics.UnknownPipe, pipe.NameSpan, "the pipes are `head` and `tail`", pipe.Name);
            return null;
        }

        if (pipe.Arguments is not [var argument])
        {
            Report(EqlDiagnostics.BadPipeArgument, pipe.Span, $"for example: `| {pipe.Name} 10`", pipe.Name);
            return null;
        }

        // Fields in an argument need not exist: they are wrong here anyway.
        if (argument is BrokenSyntax)
            return null;
        if (
            !MentionsField(argument)
            && BindValue(argument) is BoundLiteral { Value: { Kind: ValueKind.Long } count }
            && count.AsLong >= 0
        )
            return new(pipe.Name == "head" ? ListEnd.Head : ListEnd.Tail, count.AsLong);
        Report(EqlDiagnostics.BadPipeArgument, argument.Span, $"for example: `| {pipe.Name} 10`", pipe.Name);
        return null;
    }
}
