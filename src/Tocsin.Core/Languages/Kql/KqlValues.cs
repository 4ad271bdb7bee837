using System.Globalization;
using System.Text;
using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Binding.Matchers;
using Tocsin.Core.Languages.Kql.Syntax;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Kql;

/// <summary>What a written value asks of a field, by the field's type (KQL specification, section 4).</summary>
internal static class KqlValues
{
    /// <summary>The test of <c>field: value</c>; null, with what is wrong, where the type cannot hold the value.</summary>
    public static ValueTest? Match(FieldInfo field, KqlLiteral value, out DiagnosticDescriptor? problem)
    {
        problem = null;
        if (value.IsLoneStar)
            return new ValueTest(AnyMatcher.Instance);
        return value.IsPattern
            ? MatchPattern(field, WildcardPattern.FromSegments(value.Pieces), out problem)
            : MatchText(field, value, out problem);
    }

    /// <summary>The test of <c>field &lt; bound</c> and its like; null, with what is wrong, where the type cannot hold the bound.</summary>
    public static ValueTest? Range(
        FieldInfo field,
        KqlRangeOperator comparison,
        KqlLiteral bound,
        out DiagnosticDescriptor? problem
    )
    {
        problem = null;
        if (bound.IsPattern)
        {
            problem = KqlDiagnostics.PatternInRange;
            return null;
        }

        switch (field.Type)
        {
            case DataType.Text:
            case DataType.Boolean:
                problem = KqlDiagnostics.RangeOnType;
                return null;
            case DataType.Date:
            case DataType.DateNanos:
                if (DateMath.TryParse(bound.Text, out var date))
                    return new ValueTest(new InstantRange(bound.Text, date, ToInstants(comparison)));
                problem = KqlDiagnostics.WrongValue;
                return null;
            case DataType.Dynamic:
            case DataType.Unsupported:
            case DataType.Null:
                return RangeOfAnyKind(comparison, bound.Text);
            default:
                return TryConstant(field, bound.Text, out var constant, out problem)
                    ? new ValueTest(new RangeMatcher(ToOperator(comparison), constant))
                    : null;
        }
    }

    /// <summary>The one value that equals a text on a field of some types.</summary>
    private static bool TryConstant(FieldInfo field, string text, out Value constant, out DiagnosticDescriptor? problem)
    {
        problem = KqlDiagnostics.WrongValue;
        constant = Value.Null;
        switch (field.Type)
        {
            case DataType.Keyword:
                problem = null;
                constant = Value.FromText(field.Has(FieldTraits.Lowercase) ? text.ToLowerInvariant() : text);
                return true;
            case DataType.Version:
                problem = null;
                constant = Value.FromVersion(Encoding.UTF8.GetBytes(text));
                return true;
            case DataType.Integer:
            case DataType.Long:
            case DataType.UnsignedLong:
            case DataType.Double:
                return TryNumber(text, out constant);
            case DataType.Boolean:
                constant = Value.FromBoolean(text == "true");
                return text is "true" or "false";
            case DataType.Ip:
                var address = new byte[IpText.AddressBytes];
                if (!IpText.TryParse(Encoding.UTF8.GetBytes(text), address))
                    return false;
                constant = Value.FromIp(address);
                return true;
            default:
                problem = KqlDiagnostics.ValueOnType;
                return false;
        }
    }

    /// <summary>A number as text writes it: whole if it is whole.</summary>
    public static bool TryNumber(string text, out Value number)
    {
        number = Value.Null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            number = Value.FromLong(whole);
            return true;
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned))
        {
            number = Value.FromUnsignedLong(unsigned);
            return true;
        }

        const NumberStyles styles =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(text, styles, CultureInfo.InvariantCulture, out var real) || !double.IsFinite(real))
            return false;
        number = Value.FromDouble(real);
        return true;
    }

    private static ValueTest? MatchText(FieldInfo field, KqlLiteral value, out DiagnosticDescriptor? problem)
    {
        problem = null;
        var text = value.Text;
        switch (field.Type)
        {
            case DataType.Text:
                var mode = value.IsQuoted ? WordsMode.Phrase : WordsMode.Any;
                return new ValueTest(new WordsMatcher(mode, text, WordBreaks.LettersAndDigits));
            case DataType.Date:
            case DataType.DateNanos:
                if (DateMath.TryParse(text, out var date))
                    return new ValueTest(new InstantRange(text, date, InstantComparison.Within));
                problem = KqlDiagnostics.WrongValue;
                return null;
            case DataType.Ip
                when text.Contains('/', StringComparison.Ordinal) && CidrBlock.TryParse(text, out var block):
                return new ValueTest(new CidrMatcher([block]));
            case DataType.Dynamic:
            case DataType.Unsupported:
            case DataType.Null:
                return new ValueTest(new AsWrittenMatcher(text));
            default:
                return TryConstant(field, text, out var constant, out problem)
                    ? new ValueTest(new EqualsMatcher(constant, field.Has(FieldTraits.Lowercase)))
                    : null;
        }
    }

    private static ValueTest? MatchPattern(FieldInfo field, WildcardPattern pattern, out DiagnosticDescriptor? problem)
    {
        problem = null;
        switch (field.Type)
        {
            case DataType.Text:
                return new ValueTest(new WordWildcardMatcher(pattern, WordBreaks.LettersAndDigits));
            case DataType.Keyword:
            case DataType.Version:
            case DataType.Dynamic:
            case DataType.Unsupported:
            case DataType.Null:
                return new ValueTest(new WildcardMatcher(pattern, field.Has(FieldTraits.Lowercase)));
            default:
                problem = KqlDiagnostics.PatternOnType;
                return null;
        }
    }

    private static ValueTest RangeOfAnyKind(KqlRangeOperator comparison, string bound)
    {
        var text = new RangeMatcher(ToOperator(comparison), Value.FromText(bound));
        if (TryNumber(bound, out var number))
            return new ValueTest(new AnyOfMatcher([new RangeMatcher(ToOperator(comparison), number), text]));
        // A date, also `now`, means instants, whatever declares the field.
        return DateMath.TryParse(bound, out var date)
            ? new ValueTest(new InstantRange(bound, date, ToInstants(comparison)))
            : new ValueTest(text);
    }

    private static RangeOperator ToOperator(KqlRangeOperator comparison) =>
        comparison switch
        {
            KqlRangeOperator.Less => RangeOperator.Less,
            KqlRangeOperator.LessOrEqual => RangeOperator.LessOrEqual,
            KqlRangeOperator.Greater => RangeOperator.Greater,
            _ => RangeOperator.GreaterOrEqual,
        };

    private static InstantComparison ToInstants(KqlRangeOperator comparison) =>
        comparison switch
        {
            KqlRangeOperator.Less => InstantComparison.Before,
            KqlRangeOperator.LessOrEqual => InstantComparison.BeforeOrWithin,
            KqlRangeOperator.Greater => InstantComparison.After,
            _ => InstantComparison.AfterOrWithin,
        };
}
