using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Languages.Esql;

/// <summary>What can be wrong with an ES|QL query. Numbers: TOC13xx, TOC23xx, TOC33xx and TOC53xx are this language's.</summary>
internal static class EsqlDiagnostics
{
    /// <summary>Characters that form no token.</summary>
    public static readonly DiagnosticDescriptor BadToken = Error("TOC1301", "{0}");

    /// <summary>A token stands where another is wanted.</summary>
    public static readonly DiagnosticDescriptor UnexpectedToken = Error("TOC1302", "expected {0}, found {1}");

    /// <summary>The first word of a pipe's stage is no command.</summary>
    public static readonly DiagnosticDescriptor UnknownCommand = Error("TOC1303", "unknown command `{0}`");

    /// <summary>Parentheses, calls or operators nest beyond the limit.</summary>
    public static readonly DiagnosticDescriptor TooDeep = Error(
        "TOC1304",
        "the expression is nested more than {0} levels deep"
    );

    /// <summary>A literal that is no value: an array of mixed kinds, a limit that is no number.</summary>
    public static readonly DiagnosticDescriptor BadLiteral = Error("TOC1305", "{0}");

    /// <summary>A word that must be quoted to be a name.</summary>
    public static readonly DiagnosticDescriptor ReservedWord = Error("TOC1306", "`{0}` is a reserved word");

    /// <summary>A number is followed by a word that is no unit of time.</summary>
    public static readonly DiagnosticDescriptor UnknownUnit = Error("TOC1307", "unknown unit of time `{0}`");

    /// <summary>The query is empty.</summary>
    public static readonly DiagnosticDescriptor EmptyQuery = Error("TOC1308", "the query is empty");

    /// <summary>A column that is not there.</summary>
    public static readonly DiagnosticDescriptor UnknownColumn = Error("TOC2301", "unknown column `{0}`");

    /// <summary>A field that nothing declares, where the schema is open.</summary>
    public static readonly DiagnosticDescriptor UndeclaredField = Warning(
        "TOC2302",
        "no schema declares the field `{0}`"
    );

    /// <summary>A pattern of <c>KEEP</c> or <c>DROP</c> fits no column.</summary>
    public static readonly DiagnosticDescriptor NoColumnMatches = Error(
        "TOC2303",
        "no column matches the pattern `{0}`"
    );

    /// <summary>A pattern of a rule's <c>KEEP</c> or <c>DROP</c> fits no field that is known.</summary>
    public static readonly DiagnosticDescriptor NoFieldMatches = Warning(
        "TOC2321",
        "no known field matches the pattern `{0}`"
    );

    public static readonly DiagnosticDescriptor UnknownFunction = Error("TOC2304", "unknown function `{0}`");

    /// <summary>Arguments that a function or operator does not take; the function words the reason.</summary>
    public static readonly DiagnosticDescriptor BadArguments = Error("TOC2305", "{0}");

    /// <summary>A condition that is no boolean.</summary>
    public static readonly DiagnosticDescriptor NotBoolean = Error("TOC2306", "{0} must be boolean, found {1}");

    /// <summary>A text literal stands for another type and cannot be read as it.</summary>
    public static readonly DiagnosticDescriptor BadConversion = Error("TOC2307", "cannot read `{0}` as {1}");

    public static readonly DiagnosticDescriptor UnknownType = Error("TOC2308", "unknown type `{0}`");

    /// <summary>A field whose indices disagree about its type, used without a conversion.</summary>
    public static readonly DiagnosticDescriptor ConflictingTypes = Error(
        "TOC2309",
        "`{0}` has different types in the indices: {1}"
    );

    /// <summary>A field of a type that ES|QL cannot compute with.</summary>
    public static readonly DiagnosticDescriptor UnsupportedField = Error(
        "TOC2310",
        "`{0}` has a type that expressions cannot use"
    );

    /// <summary>An aggregate function outside <c>STATS</c>, or inside another.</summary>
    public static readonly DiagnosticDescriptor MisplacedAggregate = Error("TOC2311", "`{0}` {1}");

    /// <summary>A column in <c>STATS</c> that is neither aggregated nor a group key.</summary>
    public static readonly DiagnosticDescriptor NotAggregated = Error(
        "TOC2312",
        "column `{0}` is neither aggregated nor grouped by"
    );

    public static readonly DiagnosticDescriptor UnknownMetadata = Error("TOC2313", "unsupported metadata field `{0}`");

    /// <summary>A full-text function where the source document is not at hand.</summary>
    public static readonly DiagnosticDescriptor MisplacedFullText = Error("TOC2314", "`{0}` {1}");

    public static readonly DiagnosticDescriptor NotSortable = Error("TOC2315", "values of type {0} cannot be sorted");

    /// <summary>A <c>GROK</c> or <c>DISSECT</c> pattern, or the text of a full-text function, is wrong.</summary>
    public static readonly DiagnosticDescriptor BadPattern = Error("TOC2316", "{0}");

    public static readonly DiagnosticDescriptor UnknownIndex = Error("TOC2317", "unknown index `{0}`");

    /// <summary>A table of <c>LOOKUP JOIN</c> or <c>ENRICH</c> that was not given.</summary>
    public static readonly DiagnosticDescriptor UnknownTable = Error("TOC2318", "no lookup table is named `{0}`");

    /// <summary>A join key that is not in the table, or of a type that does not compare.</summary>
    public static readonly DiagnosticDescriptor BadJoin = Error("TOC2319", "{0}");

    /// <summary>Branches of <c>FORK</c> that do not fit together.</summary>
    public static readonly DiagnosticDescriptor BadFork = Error("TOC2320", "{0}");

    /// <summary>A construct of the language that is not built.</summary>
    public static readonly DiagnosticDescriptor NotSupported = Error("TOC3301", "{0} is not supported");

    /// <summary><c>COMPLETION</c> without a model to ask.</summary>
    public static readonly DiagnosticDescriptor NoCompletionProvider = Warning(
        "TOC3302",
        "no language model is configured for `{0}`: the column `{1}` is null in every row"
    );

    /// <summary>A query holds more than it may.</summary>
    public static readonly DiagnosticDescriptor MemoryLimit = Error(
        "TOC5301",
        "the query needs more than {0} MB of memory"
    );

    private static DiagnosticDescriptor Error(string code, string message) => new(code, Severity.Error, message);

    private static DiagnosticDescriptor Warning(string code, string message) => new(code, Severity.Warning, message);
}
