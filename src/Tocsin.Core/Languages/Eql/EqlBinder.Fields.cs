using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Fields (EQL specification, 1.10, 5.1 and 11).</summary>
internal sealed partial class EqlBinder
{
    /// <summary>Binds a field; an optional one that does not exist is a null literal; null where it cannot be used.</summary>
    private BoundExpression? BindField(FieldSyntax syntax)
    {
        // The stand-in for a key that was no field.
        if (syntax.Name.Length == 0)
            return null;
        var name = _rename is { } rename && rename.From == syntax.Name ? rename.To : syntax.Name;
        var known = _schema.Resolve(name);
        if (known is null)
        {
            if (_schema.IsStrict && syntax.IsOptional)
                return new BoundLiteral(Value.Null, DataType.Null, syntax.Span);
            if (_schema.IsStrict)
            {
                Report(EqlDiagnostics.UnknownField, syntax.Span, HelpForField(name), name);
                return null;
            }

            if (!syntax.IsOptional && _reportedFields.Add(name))
                Report(EqlDiagnostics.UndeclaredField, syntax.Span, HelpForField(name), name);
            known = new(name, DataType.Dynamic);
        }

        return CanUse(known, syntax.Span)
            ? new BoundField(known, _fields.GetOrAdd(name), asDocValues: false, syntax.Span)
            : null;
    }

    private string? HelpForField(string name) =>
        NearestName.Find(name, _schema.KnownNames) is { } nearest ? $"did you mean `{nearest}`?" : null;

    private bool CanUse(FieldInfo field, TextSpan span)
    {
        if (_schema.ConflictingTypes(field.Name) is { } types)
        {
            var help = string.Join(", ", types.Select(t => $"{t.Value.ToName()} in `{t.Key}`"));
            Report(EqlDiagnostics.AmbiguousField, span, help, field.Name);
            return false;
        }

        var isUsable =
            field.IsLeaf
            && !field.Has(FieldTraits.InsideNested)
            && field.Type
                is DataType.Boolean
                    or DataType.Integer
                    or DataType.Long
                    or DataType.UnsignedLong
                    or DataType.Double
                    or DataType.Keyword
                    or DataType.Text
                    or DataType.Date
                    or DataType.DateNanos
                    or DataType.Ip
                    or DataType.Version
                    or DataType.Dynamic;
        if (isUsable && field.Type == DataType.Text && _reportedFields.Add(field.Name))
            Report(EqlDiagnostics.TextField, span, null, field.Name);
        if (isUsable)
            return true;
        var type =
            field.Has(FieldTraits.InsideNested) || field.Has(FieldTraits.Nested) ? "nested"
            : field.IsLeaf ? field.Type.ToName()
            : "object";
        Report(EqlDiagnostics.UnsupportedType, span, null, field.Name, type);
        return false;
    }
}
