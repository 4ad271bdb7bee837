using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Languages.Eql;

/// <summary>The diagnostics of EQL: 11xx syntax, 21xx names and types, 31xx not supported.</summary>
internal static class EqlDiagnostics
{
    public static readonly DiagnosticDescriptor UnexpectedCharacter = Error("TOC1101", "unexpected character `{0}`");
    public static readonly DiagnosticDescriptor UnterminatedString = Error("TOC1102", "the string has no end");
    public static readonly DiagnosticDescriptor BadEscape = Error("TOC1103", "bad escape `{0}` in a string");
    public static readonly DiagnosticDescriptor BadQuotes = Error("TOC1104", "strings stand in double quotes");
    public static readonly DiagnosticDescriptor UnterminatedComment = Error("TOC1105", "the comment has no end");
    public static readonly DiagnosticDescriptor NoSuchOperator = Error("TOC1106", "there is no operator `{0}`");
    public static readonly DiagnosticDescriptor UnterminatedName = Error("TOC1107", "the backticked name has no end");
    public static readonly DiagnosticDescriptor NumberTooLarge = Error("TOC1108", "the number `{0}` is too large");

    public static readonly DiagnosticDescriptor Expected = Error("TOC1110", "expected {0}, found {1}");
    public static readonly DiagnosticDescriptor TooDeep = Error("TOC1111", "the query is nested too deeply");
    public static readonly DiagnosticDescriptor EmptyQuery = Error("TOC1112", "the query is empty");
    public static readonly DiagnosticDescriptor KeywordAsName = Error("TOC1113", "`{0}` is a keyword");
    public static readonly DiagnosticDescriptor ChainedComparison = Error("TOC1114", "comparisons cannot be chained");
    public static readonly DiagnosticDescriptor EmptyList = Error("TOC1115", "the list is empty");
    public static readonly DiagnosticDescriptor NotBeforePattern = Error(
        "TOC1116",
        "`not` cannot stand between a value and `{0}`"
    );
    public static readonly DiagnosticDescriptor PatternNotLiteral = Error("TOC1117", "only literals can follow `{0}`");
    public static readonly DiagnosticDescriptor DetachedTilde = Error(
        "TOC1118",
        "`~` belongs directly behind a function's name"
    );
    public static readonly DiagnosticDescriptor BadCategory = Error(
        "TOC1119",
        "an event category is a plain name, a string or `any`"
    );
    public static readonly DiagnosticDescriptor BadMaxspan = Error(
        "TOC1120",
        "`maxspan` is a whole number above zero with a unit `ms`, `s`, `m`, `h` or `d`"
    );
    public static readonly DiagnosticDescriptor BadRuns = Error("TOC1121", "`runs` is a whole number from 1 to 100");
    public static readonly DiagnosticDescriptor ByBehindWith = Error("TOC1122", "`by` comes before `with`");
    public static readonly DiagnosticDescriptor UnknownOption = Error("TOC1123", "unknown option `{0}`");
    public static readonly DiagnosticDescriptor OptionalNonField = Error(
        "TOC1124",
        "only a field can be marked as optional"
    );
    public static readonly DiagnosticDescriptor KeyNotField = Error("TOC1125", "a join key is a field");
    public static readonly DiagnosticDescriptor TooFewItems = Error("TOC1126", "a {0} needs at least two items");
    public static readonly DiagnosticDescriptor KeyCount = Error(
        "TOC1127",
        "this item has {0} join keys, the first has {1}"
    );
    public static readonly DiagnosticDescriptor MissingNeedsMaxspan = Error(
        "TOC1128",
        "a sequence with a missing event needs `maxspan`"
    );
    public static readonly DiagnosticDescriptor OnlyMissing = Error(
        "TOC1129",
        "a sequence needs an item that is not a missing event"
    );
    public static readonly DiagnosticDescriptor NotInSample = Error("TOC1130", "a sample cannot have {0}");
    public static readonly DiagnosticDescriptor SampleNeedsKey = Error("TOC1131", "a sample needs a join key");
    public static readonly DiagnosticDescriptor BadPipeArgument = Error(
        "TOC1132",
        "`{0}` takes one whole number from zero"
    );
    public static readonly DiagnosticDescriptor UnknownPipe = Error("TOC1133", "unknown pipe `{0}`");

    public static readonly DiagnosticDescriptor UnknownField = Error("TOC2101", "unknown field `{0}`");
    public static readonly DiagnosticDescriptor UndeclaredField = Warning("TOC2102", "unknown field `{0}`");
    public static readonly DiagnosticDescriptor UnknownFunction = Error("TOC2103", "unknown function `{0}`");
    public static readonly DiagnosticDescriptor NotBoolean = Error(
        "TOC2104",
        "a condition is needed here, this is {0}"
    );
    public static readonly DiagnosticDescriptor NotNumber = Error("TOC2105", "`{0}` needs numbers, this is {1}");
    public static readonly DiagnosticDescriptor NotString = Error("TOC2106", "`{0}` needs a string, this is {1}");
    public static readonly DiagnosticDescriptor FieldWithField = Error(
        "TOC2107",
        "a field cannot be compared with a field"
    );
    public static readonly DiagnosticDescriptor ListItemNotConstant = Error(
        "TOC2108",
        "the items of a list are constants"
    );
    public static readonly DiagnosticDescriptor TypesDiffer = Error("TOC2109", "{0} cannot be compared with {1}");
    public static readonly DiagnosticDescriptor NoOrder = Error("TOC2110", "booleans have no order");
    public static readonly DiagnosticDescriptor BadArgument = Error("TOC2111", "`{0}`: {1}");
    public static readonly DiagnosticDescriptor NoTildeForm = Error("TOC2112", "`{0}` has no form that ignores case");
    public static readonly DiagnosticDescriptor BadLiteral = Error("TOC2113", "`{0}` is not {1}");
    public static readonly DiagnosticDescriptor NeverEqual = Warning("TOC2114", "{0} never equals {1}");
    public static readonly DiagnosticDescriptor BadRegex = Error("TOC2115", "bad regular expression: {0}");
    public static readonly DiagnosticDescriptor KeyTypes = Error(
        "TOC2116",
        "this join key is {0}, that of the first item is {1}"
    );
    public static readonly DiagnosticDescriptor BadOptionField = Error("TOC2117", "the {0} `{1}` {2}");
    public static readonly DiagnosticDescriptor FoldFailed = Warning("TOC2118", "this is always null: {0}");
    public static readonly DiagnosticDescriptor AmbiguousField = Error(
        "TOC2119",
        "the field `{0}` has different types in different indices"
    );

    public static readonly DiagnosticDescriptor TextField = Warning(
        "TOC2120",
        "the field `{0}` is analysed text: Elasticsearch would refuse it, here it is compared whole"
    );

    public static readonly DiagnosticDescriptor Relationship = Error(
        "TOC3101",
        "process relationships (`{0} of`) are not supported"
    );
    public static readonly DiagnosticDescriptor ArrayIndex = Error("TOC3102", "array indexes are not supported");
    public static readonly DiagnosticDescriptor JoinQuery = Error("TOC3103", "`join` is not supported");
    public static readonly DiagnosticDescriptor UnsupportedPipe = Error("TOC3104", "the pipe `{0}` is not supported");
    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "TOC3105",
        "EQL cannot use the field `{0}`: its type is `{1}`"
    );

    private static DiagnosticDescriptor Error(string code, string message) => new(code, Severity.Error, message);

    private static DiagnosticDescriptor Warning(string code, string message) => new(code, Severity.Warning, message);
}
