using System.Text.Json;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>True if some field of the document whose name fits has a value that passes; false, never unknown, otherwise.</summary>
/// <remarks>
/// KQL specification, K18 and K22: the names are those of the document, also where no catalogue knows them, and a field whose type
/// cannot hold the value is passed over. Reads the whole document, so it is slow; few rules need it.
/// </remarks>
/// <param name="schema">Gives the types of fields.</param>
/// <param name="prefix">The path of the object that the document is part of, with a dot behind it; or nothing.</param>
/// <param name="names">Which names fit, counted from the object; null for all.</param>
/// <param name="tests">The test by type.</param>
/// <param name="span">Where it stands in the query.</param>
internal sealed class BoundAnyField(
    ISchema schema,
    string prefix,
    WildcardPattern? names,
    IValueTests tests,
    TextSpan span
) : BoundCondition(span)
{
    /// <summary>Which fields are asked, and what of them, as <c>rules explain</c> shows it.</summary>
    public string Description
    {
        get
        {
            var which = names is null ? "any field" : $"any field like {MatcherKey.Quote(prefix + names.Key)}";
            var test = tests.For(new(prefix, DataType.Keyword));
            return $"{which} {test?.Matcher?.Key ?? "of a fitting type has the value"}";
        }
    }

    public override bool IsConstant => false;

    public override Truth Test(EvalContext context)
    {
        using var document = DocumentFields.Parse(context.Event!);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
            return Truth.False;
        var visitor = new Visitor(this, context.NowMillis);
        return DocumentFields.Any(document.RootElement, "", visitor) ? Truth.True : Truth.False;
    }

    private sealed class Visitor(BoundAnyField node, long nowMillis) : ILeafVisitor
    {
        private readonly ByteArena _scratch = new();

        public bool Accepts(string path, JsonElement scalar) => node.Accepts(path, scalar, _scratch, nowMillis);
    }

    private bool Accepts(string path, JsonElement scalar, ByteArena scratch, long nowMillis)
    {
        if (names is not null && !names.IsMatch(System.Text.Encoding.UTF8.GetBytes(path), ignoreCase: false))
            return false;
        var name = prefix + path;
        var field = schema.Resolve(name) ?? new FieldInfo(name, DataType.Dynamic);
        return tests.For(field) is { } test
            && DocumentFields.TryRead(scalar, field.Type, scratch, out var value)
            && test.Matches(value, nowMillis);
    }
}
