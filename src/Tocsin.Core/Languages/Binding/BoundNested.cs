using System.Text.Json;
using Tocsin.Core.Fields;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>True if one of the objects at a path satisfies a condition; false, never unknown, otherwise.</summary>
/// <remarks>
/// KQL specification, K19 to K21. Reads the whole document, so it is slow; few rules need it. The condition is no child: its slots
/// belong to a field table of its own.
/// </remarks>
internal sealed class BoundNested : BoundCondition
{
    private readonly string _path;
    private readonly BoundExpression _condition;
    private readonly (string Path, DataType Type)[] _slots;

    /// <param name="path">The path of the objects, counted from the document or the object around.</param>
    /// <param name="prefix">Their whole path, with a dot behind it.</param>
    /// <param name="condition">The condition on one object.</param>
    /// <param name="fields">The fields that the condition reads, counted from the object; complete.</param>
    /// <param name="schema">Gives the types of fields.</param>
    /// <param name="span">Where it stands in the query.</param>
    public BoundNested(
        string path,
        string prefix,
        BoundExpression condition,
        FieldTable fields,
        ISchema schema,
        TextSpan span
    )
        : base(span)
    {
        _path = path;
        _condition = condition;
        _slots = [.. fields.Snapshot().Select(p => Slot(prefix, p, schema.Resolve(prefix + p)))];
    }

    public string Path => _path;

    /// <summary>The condition on one object; its slots are not the run's.</summary>
    public BoundExpression Condition => _condition;

    public override bool IsConstant => false;

    public override Truth Test(EvalContext context)
    {
        using var document = DocumentFields.Parse(context.Event!);
        if (document is null)
            return Truth.False;
        var objects = new List<DocumentPart>();
        DocumentFields.Collect(document.RootElement, _path, objects);
        if (objects.Count == 0)
            return Truth.False;
        var inner = new EvalContext { NowMillis = context.NowMillis };
        foreach (var item in objects)
        {
            if (item.Element.ValueKind != JsonValueKind.Object)
                continue;
            inner.Event = new ObjectEvent(item, _slots);
            if (_condition.Test(inner) == Truth.True)
                return Truth.True;
        }

        return Truth.False;
    }

    /// <summary>The path of a field's values, counted from the object, and their type.</summary>
    private static (string, DataType) Slot(string prefix, string path, FieldInfo? field)
    {
        if (field?.MultiFieldOf is { } parent && parent.StartsWith(prefix, StringComparison.Ordinal))
            path = parent[prefix.Length..];
        return (path, field?.Type ?? DataType.Dynamic);
    }
}
