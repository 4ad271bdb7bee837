namespace Tocsin.Core.Sources.Formats;

/// <summary>Takes Tetragon's joined arguments apart (data-sources 9.2).</summary>
internal static class TetragonArguments
{
    /// <summary>Splits at spaces; a part in quotes may hold spaces, but its quotes are not escaped.</summary>
    /// <param name="joined">The arguments without the program's name.</param>
    /// <param name="arguments">Receives them.</param>
    /// <returns>False where the split may be another: a quote followed by a space inside of a quoted part cannot be told from its end.</returns>
    public static bool TrySplit(string joined, List<string> arguments)
    {
        var isExact = true;
        var position = 0;
        while (position <= joined.Length)
        {
            int end;
            if (
                position < joined.Length
                && joined[position] == '"'
                && EndOfQuoted(joined, position) is var close and > 0
            )
            {
                var inner = joined[(position + 1)..close];
                // Only what holds a space is quoted; anything else must have been split too early.
                isExact &= inner.Contains(' ', StringComparison.Ordinal);
                arguments.Add(inner);
                end = close + 1;
            }
            else
            {
                var space = joined.IndexOf(' ', position);
                end = space < 0 ? joined.Length : space;
                var word = joined[position..end];
                isExact &= !word.EndsWith('"');
                arguments.Add(word);
            }

            position = end + 1;
        }

        return isExact;
    }

    /// <summary>The closing quote: the next one that a space or the end follows; negative without one.</summary>
    private static int EndOfQuoted(string joined, int open)
    {
        for (var i = open + 1; i < joined.Length; i++)
        {
            if (joined[i] == '"' && (i + 1 == joined.Length || joined[i + 1] == ' '))
                return i;
        }

        return -1;
    }
}
