namespace Tocsin.Fuzz;

/// <summary>What came of a run.</summary>
/// <param name="InputCount">How many inputs were tried.</param>
/// <param name="Failures">What went wrong, at most a few.</param>
internal sealed record FuzzResult(int InputCount, IReadOnlyList<FuzzFinding> Failures);

/// <summary>An input that a target did not come through.</summary>
/// <param name="Index">Its number: with the seed it makes the input again.</param>
/// <param name="Input">The input.</param>
/// <param name="Problem">The exception, or how long it took.</param>
internal sealed record FuzzFinding(int Index, string Input, string Problem)
{
    /// <summary>The input as one line that a C# string literal can hold.</summary>
    public string Literal
    {
        get
        {
            var text = new System.Text.StringBuilder("\"");
            foreach (var c in Input)
            {
                if (c is '"' or '\\')
                    text.Append('\\').Append(c);
                else if (c is >= ' ' and < '\u007F')
                    text.Append(c);
                else
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }

            return text.Append('"').ToString();
        }
    }
}
