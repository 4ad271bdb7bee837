using System.Text;
using System.Text.Json;

namespace Tocsin.Serve.Alerts;

/// <summary>The words of an alert for full-text search, and those of a question; cut in the same way for every database.</summary>
/// <remarks>A word is a run of letters and digits in lower case: <c>10.0.0.5</c> is four words that follow one another.</remarks>
internal static class AlertText
{
    private const int LengthMax = 32_000;

    /// <summary>What is left out: the same in every alert of a rule.</summary>
    private static readonly string[] LeftOut =
    [
        "kibana.alert.rule.parameters",
        "kibana.alert.rule.references",
        "kibana.alert.rule.threat",
        "kibana.alert.rule.note",
        "kibana.alert.rule.license",
        "kibana.alert.rule.execution.uuid",
        "kibana.alert.ancestors",
        "kibana.version",
    ];

    /// <summary>The words of a document, each run of them once, separated by spaces.</summary>
    public static string Of(JsonElement document)
    {
        var text = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (document.ValueKind == JsonValueKind.Object)
        {
            // The sentence comes first, so that a long document cannot push it out.
            if (document.TryGetProperty("kibana.alert.reason", out var reason))
                Add(reason, text, seen);
            foreach (var member in document.EnumerateObject())
            {
                if (!LeftOut.Contains(member.Name))
                    Add(member.Value, text, seen);
            }
        }

        return text.ToString();
    }

    /// <summary>A text as words.</summary>
    public static string Words(string text)
    {
        var words = new StringBuilder(text.Length);
        AppendWords(words, text);
        return words.ToString();
    }

    /// <summary>The parts of a question: each must be there. What stands in quotation marks, or without a space, is words that follow one another.</summary>
    public static List<TextPart> Parts(string question)
    {
        var parts = new List<TextPart>();
        for (var i = 0; i < question.Length; )
        {
            if (char.IsWhiteSpace(question[i]))
            {
                i++;
                continue;
            }

            var isQuoted = question[i] == '"';
            var from = isQuoted ? i + 1 : i;
            var to = from;
            while (to < question.Length && (isQuoted ? question[to] != '"' : !char.IsWhiteSpace(question[to])))
                to++;
            var words = Words(question[from..to]);
            if (words.Length > 0)
                parts.Add(new(words, !isQuoted && question[to - 1] == '*'));
            i = isQuoted ? to + 1 : to;
        }

        return parts;
    }

    /// <summary>The beginning of a text, not cut within a character.</summary>
    public static string Cut(string text, int lengthMax)
    {
        if (text.Length <= lengthMax)
            return text;
        return char.IsHighSurrogate(text[lengthMax - 1]) ? text[..(lengthMax - 1)] : text[..lengthMax];
    }

    private static void Add(JsonElement value, StringBuilder text, HashSet<string> seen)
    {
        if (text.Length > LengthMax)
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Add(member.Value, text, seen);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Add(item, text, seen);
                break;
            case JsonValueKind.String when value.GetString() is { Length: > 0 } found && seen.Add(found):
                AppendWords(text, Cut(found, LengthMax - Math.Min(LengthMax - 1, text.Length)));
                text.Append(' ');
                break;
            case JsonValueKind.Number:
                if (seen.Add(value.GetRawText()))
                {
                    AppendWords(text, value.GetRawText());
                    text.Append(' ');
                }

                break;
        }
    }

    private static void AppendWords(StringBuilder to, string text)
    {
        var isInWord = false;
        var isFirst = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune))
            {
                isInWord = false;
                continue;
            }

            if (!isInWord && !isFirst)
                to.Append(' ');
            isInWord = true;
            isFirst = false;
            to.Append(Rune.ToLowerInvariant(rune).ToString());
        }
    }
}

/// <summary>A part of a question.</summary>
/// <param name="Words">Words that follow one another, separated by spaces.</param>
/// <param name="IsPrefix">Whether the last of them is only the beginning of a word.</param>
internal readonly record struct TextPart(string Words, bool IsPrefix);
