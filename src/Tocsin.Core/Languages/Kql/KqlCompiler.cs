using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Kql;

/// <summary>Makes a condition of a KQL query.</summary>
internal static class KqlCompiler
{
    /// <summary>The condition that a query puts on an event; null where the query has errors.</summary>
    /// <remarks>The condition is two-valued: it is never unknown. <c>now</c> is <see cref="EvalContext.NowMillis"/>.</remarks>
    /// <param name="query">The text.</param>
    /// <param name="schema">The fields that it may name.</param>
    /// <param name="fields">Receives the fields that it reads.</param>
    /// <param name="diagnostics">Receives what is wrong with it.</param>
    public static BoundExpression? Compile(
        SourceText query,
        ISchema schema,
        FieldTable fields,
        DiagnosticBag diagnostics
    )
    {
        var found = new DiagnosticBag();
        var syntax = KqlParser.Parse(query, found);
        var condition = found.HasErrors ? null : new KqlBinder(query, schema, found).Bind(syntax, fields);
        diagnostics.AddRange(found.ToSortedArray());
        return found.HasErrors ? null : condition;
    }
}
