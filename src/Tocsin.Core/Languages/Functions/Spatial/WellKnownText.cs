using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Spatial;

/// <summary>Points and shapes as text: <c>POINT (13.4 52.5)</c>, longitude or x first (ES|QL specification, 12.7).</summary>
internal static class WellKnownText
{
    private const string PointWord = "POINT";

    private static readonly string[] ShapeWords =
    [
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION",
        "BBOX",
        "ENVELOPE",
    ];

    /// <summary>A text or point as a point of a type.</summary>
    public static bool TryToPoint(in Value value, DataType target, out Value result, out EvaluationFailure? failure)
    {
        failure = null;
        result = value;
        var kind = target == DataType.GeoPoint ? ValueKind.GeoPoint : ValueKind.CartesianPoint;
        if (value.Kind == kind)
            return true;
        double x;
        double y;
        if (value.Kind is ValueKind.GeoPoint or ValueKind.CartesianPoint)
            (x, y) = (value.X, value.Y);
        else if (value.Kind != ValueKind.String || !TryParsePoint(value.AsText(), out x, out y))
        {
            failure = Unreadable(value);
            return false;
        }

        if (kind == ValueKind.GeoPoint && (Math.Abs(x) > 180 || Math.Abs(y) > 90))
        {
            failure = EvaluationFailure.IllegalArgument(
                $"Failed to parse WKT: {(Math.Abs(y) > 90 ? "latitude" : "longitude")} is out of range in [{ValueText.Format(value)}]"
            );
            return false;
        }

        result = kind == ValueKind.GeoPoint ? Value.FromGeoPoint(x, y) : Value.FromCartesianPoint(x, y);
        return true;
    }

    /// <summary>A text or point as a shape; shapes are kept as their text.</summary>
    public static bool TryToShape(in Value value, out Value result, out EvaluationFailure? failure)
    {
        var text = ValueText.Format(value);
        result = value.Kind == ValueKind.String ? value : Value.FromText(text);
        failure = null;
        var word = text.TrimStart();
        var open = word.IndexOf('(', StringComparison.Ordinal);
        if (
            open > 0
            && ShapeWords.Contains(word[..open].Trim(), StringComparer.OrdinalIgnoreCase)
            && word.Count(c => c == '(') == word.Count(c => c == ')')
            && word.TrimEnd().EndsWith(')')
        )
            return true;
        failure = Unreadable(value);
        return false;
    }

    /// <summary>Reads <c>POINT (x y)</c>; a third number, the height, is passed over.</summary>
    public static bool TryParsePoint(ReadOnlySpan<char> text, out double x, out double y)
    {
        x = 0;
        y = 0;
        text = text.Trim();
        if (!text.StartsWith(PointWord, StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[PointWord.Length..].TrimStart();
        if (text.StartsWith("Z", StringComparison.OrdinalIgnoreCase))
            text = text[1..].TrimStart();
        if (text.Length < 2 || text[0] != '(' || text[^1] != ')')
            return false;
        var numbers = text[1..^1].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length is 2 or 3 && TryNumber(numbers[0], out x) && TryNumber(numbers[1], out y);
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static EvaluationFailure Unreadable(in Value value) =>
        EvaluationFailure.IllegalArgument($"Failed to parse WKT: [{ValueText.Format(value)}]");
}
