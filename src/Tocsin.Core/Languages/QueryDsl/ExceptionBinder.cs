using System.Text;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Kql;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Rules;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.QueryDsl;

/// <summary>Makes the condition under which an event is excepted (<c>detection-engine.md</c>, section 9).</summary>
/// <remarks>Two-valued over any value; a negated entry is true also where the field is absent (D50).</remarks>
internal sealed class ExceptionBinder(
    ISchema schema,
    FieldTable fields,
    IReadOnlyDictionary<string, ValueList> lists,
    TextSpan span
)
{
    /// <summary>True for events that one of the items excepts; null, with the reason, where an item cannot be applied.</summary>
    public BoundExpression? Bind(IEnumerable<ExceptionItem> items, out string? problem)
    {
        problem = null;
        var alternatives = new List<BoundExpression>();
        foreach (var item in items)
        {
            if (BindItem(item, out problem) is not { } condition)
                return null;
            alternatives.Add(condition);
        }

        return new BoundOr(alternatives, span);
    }

    private BoundExpression? BindItem(ExceptionItem item, out string? problem)
    {
        problem = null;
        var conditions = new List<BoundExpression>();
        if (item.ExpiresMillis is { } expires)
            conditions.Add(new BoundBefore(expires, span));
        if (item.OsTypes.Count > 0)
        {
            conditions.Add(
                new BoundOr([AnyOf("host.os.type", item.OsTypes), AnyOf("host.os.name.caseless", item.OsTypes)], span)
            );
        }

        foreach (var entry in item.Entries)
        {
            if (BindEntry(entry, "", fields, out problem) is not { } condition)
                return null;
            conditions.Add(entry.IsExcluded ? new BoundNot(condition, span) : condition);
        }

        return new BoundAnd(conditions, span);
    }

    private BoundExpression? BindEntry(ExceptionEntry entry, string prefix, FieldTable table, out string? problem)
    {
        problem = null;
        switch (entry.Type)
        {
            case ExceptionEntryType.Nested:
                return BindNested(entry, out problem);
            case ExceptionEntryType.Exists:
                return Test(entry.Field, prefix, table, AnyMatcher.Instance);
            case ExceptionEntryType.Wildcard:
                var pattern = WildcardPattern.Parse(entry.Values[0], WildcardDialect.Like);
                return Test(entry.Field, prefix, table, new WildcardMatcher(pattern, ignoreCase: false));
            case ExceptionEntryType.List:
                return BindList(entry, prefix, table, out problem);
            default:
                var field = Resolve(prefix + entry.Field);
                var tests = new List<BoundExpression>();
                foreach (var value in entry.Values)
                {
                    if (KqlValues.Match(field, new KqlLiteral([value], IsQuoted: true, span), out _) is not { } test)
                    {
                        problem = $"`{entry.Field}` cannot have the value `{value}`";
                        return null;
                    }

                    tests.Add(test.On(ToBound(field, entry.Field, table), span));
                }

                return new BoundOr(tests, span);
        }
    }

    private BoundExpression? BindList(ExceptionEntry entry, string prefix, FieldTable table, out string? problem)
    {
        problem = null;
        if (!lists.TryGetValue(entry.Values[0], out var list))
        {
            problem = $"there is no value list `{entry.Values[0]}`";
            return null;
        }

        if (list.Type != "ip_range")
            return BindEntry(
                entry with
                {
                    Type = ExceptionEntryType.MatchAny,
                    Values = list.Values,
                },
                prefix,
                table,
                out problem
            );
        var tests = new List<BoundExpression>();
        foreach (var range in list.Values)
        {
            if (BindRange(range, entry.Field, prefix, table) is not { } test)
            {
                problem = $"`{range}` of the value list `{entry.Values[0]}` is no range of addresses";
                return null;
            }

            tests.Add(test);
        }

        return new BoundOr(tests, span);
    }

    /// <summary>A block, or two addresses joined by a hyphen, both included.</summary>
    private BoundExpression? BindRange(string range, string path, string prefix, FieldTable table)
    {
        if (CidrBlock.TryParse(range, out var block))
            return Test(path, prefix, table, new CidrMatcher([block]));
        var ends = range.Split('-', 2);
        if (ends.Length < 2 || Address(ends[0]) is not { } first || Address(ends[1]) is not { } last)
            return null;
        return new BoundAnd(
            [
                Test(path, prefix, table, new RangeMatcher(RangeOperator.GreaterOrEqual, first)),
                Test(path, prefix, table, new RangeMatcher(RangeOperator.LessOrEqual, last)),
            ],
            span
        );
    }

    private BoundNested? BindNested(ExceptionEntry entry, out string? problem)
    {
        problem = null;
        var inner = new FieldTable();
        var conditions = new List<BoundExpression>();
        foreach (var part in entry.Inner)
        {
            if (BindEntry(part, entry.Field + ".", inner, out problem) is not { } condition)
                return null;
            conditions.Add(part.IsExcluded ? new BoundNot(condition, span) : condition);
        }

        return new BoundNested(entry.Field, entry.Field + ".", new BoundAnd(conditions, span), inner, schema, span);
    }

    private BoundFieldTest AnyOf(string path, IReadOnlyList<string> values) =>
        Test(path, "", fields, new InMatcher([.. values.Select(Value.FromText)], ignoreCase: true));

    private BoundFieldTest Test(string path, string prefix, FieldTable table, ValueMatcher matcher) =>
        new(ToBound(Resolve(prefix + path), path, table), matcher, span);

    private FieldInfo Resolve(string path) => schema.Resolve(path) ?? new FieldInfo(path, DataType.Dynamic);

    private BoundField ToBound(FieldInfo field, string path, FieldTable table) =>
        new(field, table.GetOrAdd(path), asDocValues: false, span);

    private static Value? Address(string text)
    {
        var address = new byte[IpText.AddressBytes];
        return IpText.TryParse(Encoding.UTF8.GetBytes(text.Trim()), address) ? Value.FromIp(address) : null;
    }
}
