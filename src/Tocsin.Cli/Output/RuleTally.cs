using System.Globalization;

namespace Tocsin.Cli.Output;

/// <summary>How many rules there are and what became of them.</summary>
/// <param name="Loaded">Rules that can run.</param>
/// <param name="PassedOver">Rules that need what is not there: machine learning, or what is not built yet.</param>
/// <param name="Wrong">Rules with an error.</param>
/// <param name="Disabled">Rules that are switched off and were asked not to run.</param>
internal sealed record RuleTally(int Loaded, int PassedOver, int Wrong, int Disabled)
{
    public override string ToString()
    {
        var text = $"{Number(Loaded)} ran";
        if (PassedOver > 0)
            text += $", {Number(PassedOver)} passed over";
        if (Disabled > 0)
            text += $", {Number(Disabled)} switched off";
        return Wrong > 0 ? $"{text}, {Number(Wrong)} with errors" : text;
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
