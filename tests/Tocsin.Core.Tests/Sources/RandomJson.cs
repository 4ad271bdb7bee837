using System.Text;

namespace Tocsin.Core.Tests.Sources;

/// <summary>Writes JSON objects of all styles, and breaks some of them.</summary>
internal sealed class RandomJson(int seed)
{
    private const int DepthMax = 5;
    private static readonly string[] Keys =
    [
        "a",
        "b",
        "c",
        "a.b",
        "b.c.d",
        "a_b",
        "long-key-that-does-not-fit-into-one-vector-of-bytes",
        "long-key-that-does-not-fit-into-one-vector-of-bytez",
        "key-with-exactly-29-bytes-abc",
        "k\\u0061",
        "a\\u002eb",
        "é",
        "",
        "@timestamp",
        "event",
        "annotations",
    ];

    private static readonly string[] Scalars =
    [
        "1",
        "0",
        "-1",
        "1.5",
        "1e3",
        "12345678901234567890",
        "123456789012345678901234567890123456789012345678901234567890",
        "true",
        "false",
        "null",
        "01",
        "1.",
        "tru",
        "nul",
        "falsy",
        "\"\"",
        "\"x\"",
        "\"2026-03-01T10:00:00.123456Z\"",
        "\"2026-03-01T10:00:00Z\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"{\\\"a\\\":[}\"",
        "\"\\u00e9\\ud83d\\ude00\"",
        "\"10.0.0.1\"",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One record, on one line unless it is broken in that way.</summary>
    public string Next()
    {
        var text = new StringBuilder();
        WriteObject(text, 0);
        if (_random.Next(4) == 0)
            Break(text);
        return text.ToString();
    }

    private void WriteObject(StringBuilder text, int depth)
    {
        // Mostly in one order, so that what was expected comes; and then again not.
        var first = _random.Next(3) == 0 ? _random.Next(Keys.Length) : 0;
        var count = _random.Next(8);
        text.Append('{');
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                text.Append(',');
            Blank(text);
            var key = _random.Next(5) == 0 ? _random.Next(Keys.Length) : (first + i) % Keys.Length;
            text.Append('"').Append(Keys[key]).Append('"');
            if (_random.Next(30) == 0)
                text.Append(' ');
            text.Append(':');
            Blank(text);
            WriteValue(text, depth + 1);
            Blank(text);
        }

        if (_random.Next(60) == 0)
            text.Append(',');
        text.Append('}');
    }

    private void WriteValue(StringBuilder text, int depth)
    {
        switch (depth < DepthMax ? _random.Next(10) : 9)
        {
            case 0:
            case 1:
            case 2:
                WriteObject(text, depth);
                break;
            case 3:
                text.Append('[');
                var count = _random.Next(4);
                for (var i = 0; i < count; i++)
                {
                    text.Append(i > 0 ? "," : "");
                    Blank(text);
                    WriteValue(text, depth + 1);
                }

                text.Append(']');
                break;
            case 4:
                // Texts whose end and whose escapes lie at all places of a vector.
                text.Append('"').Append('x', _random.Next(150));
                if (_random.Next(3) == 0)
                    text.Append('\\', _random.Next(1, 4) * 2).Append("\\\"").Append('y', _random.Next(80));
                text.Append('"');
                break;
            default:
                // The first ones of the list are right, and most of what there is.
                text.Append(Scalars[_random.Next(_random.Next(6) == 0 ? Scalars.Length : 10)]);
                break;
        }
    }

    private void Blank(StringBuilder text)
    {
        if (_random.Next(25) == 0)
            text.Append(_random.Next(2) == 0 ? "  " : "\t");
    }

    private void Break(StringBuilder text)
    {
        const string Signs = "{}[]\":,\\ x\u00011e.";
        var place = _random.Next(text.Length);
        switch (_random.Next(4))
        {
            case 0:
                text.Length = place;
                break;
            case 1:
                text.Remove(place, 1);
                break;
            case 2:
                text.Insert(place, Signs[_random.Next(Signs.Length)]);
                break;
            default:
                text[place] = Signs[_random.Next(Signs.Length)];
                break;
        }
    }
}
