using System.Data.Common;

namespace Tocsin.Serve.Alerts;

/// <summary>What differs between the databases of alerts.</summary>
internal abstract class SqlDialect
{
    /// <summary>Locks the rows that a query finds until the transaction ends.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>The condition that an alert's words hold a part of a question; the parameter is given its value.</summary>
    public abstract string Matches(SqlText sql, TextPart part);
}

/// <summary>SQLite: one writer, so nothing needs a lock; full text by FTS5.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string ForUpdate => "";

    // Within quotation marks nothing is an operator, and the words hold none.
    public override string Matches(SqlText sql, TextPart part) =>
        $"a.seq IN (SELECT rowid FROM alert_words WHERE alert_words MATCH {sql.Value($"\"{part.Words}\"" + (part.IsPrefix ? "*" : ""))})";
}

/// <summary>PostgreSQL: several replicas write; full text by tsvector.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public override string ForUpdate => " FOR UPDATE";

    public override string Matches(SqlText sql, TextPart part) =>
        $"a.seq IN (SELECT seq FROM alert_documents WHERE words @@ to_tsquery('simple', {sql.Value(string.Join(" <-> ", part.Words.Split(' ').Select(w => $"'{w}'")) + (part.IsPrefix ? ":*" : ""))}))";
}

/// <summary>A statement and the values of its parameters.</summary>
internal sealed class SqlText
{
    private readonly List<(string Name, object Value)> _values = [];

    /// <summary>Adds a value; its parameter's name, to be put into the text.</summary>
    public string Value(object? value)
    {
        var name = "@p" + _values.Count;
        _values.Add((name, value ?? DBNull.Value));
        return name;
    }

    /// <summary>Adds values; their names in parentheses, for <c>IN</c>.</summary>
    public string Values(IEnumerable<object> values) => "(" + string.Join(", ", values.Select(v => Value(v))) + ")";

    /// <summary>The statement, ready to be run.</summary>
    public DbCommand Command(DbConnection connection, string text, DbTransaction? transaction = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        if (transaction is not null)
            command.Transaction = transaction;
        foreach (var (name, value) in _values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement whose values are named in its text in the order of <paramref name="values"/>: <c>@p0</c>, <c>@p1</c>…</summary>
    public static int Run(DbConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        using var command = Of(connection, text, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The same, for a statement that is read.</summary>
    public static DbCommand Of(DbConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        var sql = new SqlText();
        foreach (var value in values)
            sql.Value(value);
        return sql.Command(connection, text);
    }
}
