namespace Tocsin.Core.Languages.Esql;

/// <summary>The documentation of a command; the language page is generated from it and its examples are tests.</summary>
/// <param name="Name">The command.</param>
/// <param name="Syntax">As users write it.</param>
/// <param name="Summary">What it does and its edges, in a few sentences.</param>
/// <param name="Examples">Queries without an index, and the rows they give: cells divided by bars, rows by semicolons.</param>
internal sealed record CommandDoc(
    string Name,
    string Syntax,
    string Summary,
    params (string Query, string Rows)[] Examples
);

/// <summary>The documentation of all commands, in the order of the page.</summary>
internal static class EsqlCommandDocs
{
    public static readonly IReadOnlyList<CommandDoc> All =
    [
        new(
            "FROM",
            "FROM pattern [, pattern …] [METADATA name, …]",
            "Reads the indices that the patterns name; `*` stands for any characters, a leading `-` excludes. Metadata columns: `_id`, `_index`, `_version`, "
                + "`_source`, `_ignored`, `_index_mode`, `_score`. Several values of a field come as an index stores them: sorted, texts and addresses without repeats."
        ),
        new("ROW", "ROW [name =] expression, …", "One row of computed columns.", ("ROW a = 1, b = a + 1", "1 | 2")),
        new("SHOW INFO", "SHOW INFO", "One row with version, date and hash of the program."),
        new(
            "WHERE",
            "WHERE condition",
            "Keeps the rows for which the condition is true; null is not true.",
            ("ROW a = [1, 2, 3] | MV_EXPAND a | WHERE a != 2", "1; 3"),
            ("ROW a = null | WHERE NOT a == 1", "")
        ),
        new(
            "EVAL",
            "EVAL [name =] expression, …",
            "Adds columns at the end; a column of the same name is replaced. Later items see earlier ones.",
            ("ROW a = 2 | EVAL b = a * 3, c = b + 1", "2 | 6 | 7")
        ),
        new(
            "STATS",
            "STATS [name =] aggregate [WHERE condition], … [BY [name =] expression, …]",
            "One row for each group, in the order of the keys. A row whose key has several values belongs to several groups. The `WHERE` of an item filters "
                + "its aggregates but drops no group. Without `BY` there is one row, even over nothing.",
            ("ROW a = [1, 2, 3] | MV_EXPAND a | STATS s = SUM(a), odd = COUNT(*) WHERE a % 2 == 1", "6 | 2"),
            ("ROW a = [\"x\", \"y\"] | STATS n = COUNT(*) BY a", "1 | x; 1 | y")
        ),
        new(
            "INLINE STATS",
            "INLINE STATS [name =] aggregate [WHERE condition], … [BY expression, …]",
            "Computes the same aggregates and adds them to each row of the group; group keys move to the end.",
            ("ROW a = [1, 2] | MV_EXPAND a | INLINE STATS m = MAX(a) | WHERE a == m", "2 | 2")
        ),
        new(
            "KEEP",
            "KEEP pattern, …",
            "Keeps the columns that a pattern fits, in the order of the patterns; an exact name counts more than a wildcard. In a rule a wildcard over "
                + "fields of the source keeps the event's fields without making columns of them.",
            ("ROW a = 1, b1 = 2, b2 = 3 | KEEP b*, a", "2 | 3 | 1")
        ),
        new("DROP", "DROP pattern, …", "Removes columns.", ("ROW a = 1, b = 2 | DROP a", "2")),
        new(
            "RENAME",
            "RENAME old AS new, …",
            "Gives columns other names in their places; `new = old` is the same. Items apply one after the other.",
            ("ROW a = 1, b = 2 | RENAME a AS c | KEEP c", "1")
        ),
        new(
            "SORT",
            "SORT expression [ASC | DESC] [NULLS FIRST | NULLS LAST], …",
            "Orders rows. Nulls come last ascending and first descending; several values count as the one that comes first. With `LIMIT` only so many rows "
                + "are held.",
            ("ROW a = [2, 3, 1] | MV_EXPAND a | SORT a DESC | LIMIT 2", "3; 2")
        ),
        new(
            "LIMIT",
            "LIMIT n",
            "The first rows. `tocsin query` cuts a result without `LIMIT` to 1,000 rows with a warning and never gives more than 10,000; rules have no limit "
                + "but their own.",
            ("ROW a = [1, 2] | MV_EXPAND a | LIMIT 1", "1")
        ),
        new(
            "MV_EXPAND",
            "MV_EXPAND column",
            "One row for each value of a column.",
            ("ROW a = [1, 2], b = \"x\" | MV_EXPAND a", "1 | x; 2 | x")
        ),
        new(
            "DISSECT",
            "DISSECT text \"pattern\" [APPEND_SEPARATOR=\"…\"]",
            "Takes a text apart at fixed delimiters into keyword columns.",
            ("ROW a = \"GET /x\" | DISSECT a \"%{verb} %{path}\" | KEEP verb, path", "GET | /x")
        ),
        new(
            "GROK",
            "GROK text \"pattern\", …",
            "Takes columns out of a text with a regular expression and named patterns; of several patterns the first that fits counts.",
            ("ROW a = \"from 10.0.0.1\" | GROK a \"%{IP:source}\" | KEEP source", "10.0.0.1")
        ),
        new(
            "LOOKUP JOIN",
            "LOOKUP JOIN table ON column, … | condition",
            "Joins a table given with `--lookup`: a row is repeated for each match and kept once without one."
        ),
        new(
            "ENRICH",
            "ENRICH table [ON column] [WITH [name =] field, …]",
            "Adds columns of a table given with `--lookup`; several matches give several values. The match field is the column of that name, else the first."
        ),
        new(
            "FORK",
            "FORK (command | …) (command | …) …",
            "Runs two to eight branches over the same rows and puts their results one after the other; `_fork` names the branch.",
            ("ROW a = 1 | FORK (EVAL b = 2) (EVAL b = 3) | KEEP b, _fork", "2 | fork1; 3 | fork2")
        ),
        new(
            "SAMPLE",
            "SAMPLE probability",
            "Keeps each row with a probability. Which ones is a fixed function of the input, so a run can be repeated."
        ),
        new(
            "COMPLETION",
            "COMPLETION [name =] prompt WITH {\"inference_id\": \"…\"}",
            "Asks a language model for each row, the first 100 of them; a warning tells if there were more. The model is one that speaks OpenAI's chat "
                + "completions: `--completion-endpoint URL` names its base URL, `--completion-model NAME` the model (otherwise `inference_id` does), the "
                + "environment variable `TOCSIN_COMPLETION_KEY` holds the key. Prompts, and so the event data in them, are sent there and nowhere else. A prompt "
                + "that gets no answer gives null and a warning; equal prompts are asked once. Without a model the column is null and the query says so; a rule "
                + "is passed over and the scan says so.",
            ("ROW a = 1 | COMPLETION answer = \"why?\" WITH {\"inference_id\": \"m\"}", "1 | null")
        ),
    ];
}
