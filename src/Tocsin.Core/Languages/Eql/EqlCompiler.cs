using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine.Match;
using Tocsin.Core.Engine.Sequence;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Turns the text of a query into a program.</summary>
internal static class EqlCompiler
{
    /// <summary>Reads, checks and lays out a query; reports everything that is wrong with it in one pass.</summary>
    /// <param name="query">The text.</param>
    /// <param name="schema">The fields that it may name.</param>
    /// <param name="fields">Receives the fields that it reads.</param>
    /// <param name="options">Category, time and tiebreaker fields.</param>
    /// <param name="diagnostics">Receives what is wrong with it, sorted by place.</param>
    /// <returns>The program, or null where there is an error.</returns>
    public static EqlProgram? Compile(
        SourceText query,
        ISchema schema,
        FieldTable fields,
        EqlOptions options,
        DiagnosticBag diagnostics
    )
    {
        var found = new DiagnosticBag();
        var syntax = EqlParser.ParseQuery(query, found);
        var binder = new EqlBinder(query, schema, fields, options, found);
        var order = binder.BindOrder();
        var (kind, match, sequence) = BindBody(syntax.Body, binder, order, options);
        var pipes = binder.BindPipes(syntax);
        diagnostics.AddRange(found.ToSortedArray());
        System.Diagnostics.Debug.Assert(
            found.HasErrors || match is not null || sequence is not null,
            "what does not bind has been reported"
        );
        return found.HasErrors ? null : new(kind, match, sequence, order, pipes);
    }

    private static (EqlQueryKind Kind, IMatchProgram? Match, ISequenceProgram? Sequence) BindBody(
        EqlBodySyntax body,
        EqlBinder binder,
        EventOrder order,
        EqlOptions options
    )
    {
        switch (body)
        {
            case EventQuerySyntax single:
                var condition = binder.BindFilter(single.Filter);
                return (
                    EqlQueryKind.Event,
                    condition is null ? null : new ConditionProgram(options.Optimizer.Run(condition)),
                    null
                );
            case SequenceSyntax sequence:
                return (EqlQueryKind.Sequence, null, binder.BindSequence(sequence, order));
            default:
                return (EqlQueryKind.Sample, null, binder.BindSample((SampleSyntax)body, order));
        }
    }
}
