namespace Tocsin.Core.Sinks;

/// <summary>Comma-separated values: RFC 4180, UTF-8, lines end in CRLF, a field is quoted where it must be.</summary>
internal sealed class CsvWriter(TextWriter output)
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    private bool _started;

    /// <summary>Writes the next field of the record.</summary>
    public void Field(ReadOnlySpan<char> text)
    {
        if (_started)
            output.Write(',');
        _started = true;
        if (text.IndexOfAny(Special) < 0)
        {
            output.Write(text);
            return;
        }

        output.Write('"');
        while (text.IndexOf('"') is var quote and >= 0)
        {
            output.Write(text[..(quote + 1)]);
            output.Write('"');
            text = text[(quote + 1)..];
        }

        output.Write(text);
        output.Write('"');
    }

    /// <summary>Ends the record.</summary>
    public void EndRecord()
    {
        output.Write("\r\n");
        _started = false;
    }

    /// <summary>Writes a record.</summary>
    public void Record(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            Field(field);
        EndRecord();
    }
}
