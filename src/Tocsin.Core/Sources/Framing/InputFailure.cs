namespace Tocsin.Core.Sources.Framing;

/// <summary>Says why an input failed, in the words of a user rather than of a framework.</summary>
internal static class InputFailure
{
    /// <summary>The reason; lower case, no full stop, one line.</summary>
    public static string Describe(Exception failure) =>
        failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => "no such file or folder",
            UnauthorizedAccessException => "access is denied",
            InvalidDataException => "the packed data is damaged or cut off",
            EndOfStreamException => "the input is cut off",
            _ => OneLine(failure.Message),
        };

    private static string OneLine(string message)
    {
        var text = message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return text.Length > 0 && char.IsUpper(text[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
