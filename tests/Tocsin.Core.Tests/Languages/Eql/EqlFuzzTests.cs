using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Text;

namespace Tocsin.Core.Tests.Languages.Eql;

/// <summary>Random queries: whatever is written, there is a program or an error, and every span lies in the text.</summary>
public sealed class EqlFuzzTests
{
    private static readonly string[] Pieces =
    [
        .. "and any by false in in~ join like like~ maxspan not null of or regex regex~ sample sequence true until where with".Split(
            ' '
        ),
        .. "runs head tail count 5s 5 1.5 .5 5. 1e9 99999999999999999999 0".Split(' '),
        .. "word n f ok at ip ver msg lower nest ?word ?nope nope.a `a b` ` @x".Split(' '),
        .. "= == != < <= > >= + - * / % : . , | ~ ? ( ) [ ] ![ ! && || === <> # \\ ' é 😀 [0]".Split(' '),
        .. "startsWith( startsWith~( cidrMatch( length( substring( concat( number( between( add( foo(".Split(' '),
        "\"a*\"",
        "\"10.0.0.0/8\"",
        "\"2024-05\"",
        "\"\\u{41}\"",
        "\"\\q\"",
        "\"(a|\"",
        "\"",
        "\"\"\"",
        "\"\"\"raw\"\"\"",
        "'s'",
        "?\"old\"",
        "// c\n",
        "/* c */",
        "/*",
        "\n",
        "[any where true]",
        "[a where word == \"x\"] by word",
        "any where",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnyTextGivesAProgramOrAnError(int seed)
    {
        var random = new Random(seed);
        string[] starts =
        [
            "",
            "any where ",
            "sequence by word with maxspan=1m ",
            "sample by word ",
            "any where ok and ",
        ];
        for (var i = 0; i < 10_000; i++)
        {
            var text = starts[random.Next(starts.Length)];
            var length = random.Next(1, 25);
            for (var p = 0; p < length; p++)
                text += Pieces[random.Next(Pieces.Length)] + (random.Next(4) == 0 ? "" : " ");
            Compile(text, random.Next(2) == 0);
        }
    }

    [Fact]
    public void EveryPrefixOfAQueryGivesAProgramOrAnError()
    {
        const string Query = """"
            sequence by ?word, `b c` with maxspan = 5 m /* c */
              [a where not (length(word) + 1 * -n >= 3.5 or word in~ ("x", "y")) and ip == "10.0.0.1"] by n with runs=3
              ![any where startsWith~(word, "\u{41}") == true] by n
              [c where lower like ("a*", """b""") and other regex~ "(a|b)+" and at > "2024-05-01T00:00:00Z"] by n
              until [d where true] by n
            | head 1 + 2 | tail 3 // done
            """";
        for (var i = 0; i <= Query.Length; i++)
            Compile(Query[..i], isStrict: false);
        Assert.Equal("", EqlQueries.Problems("any where true"));
    }

    private static void Compile(string text, bool isStrict)
    {
        var diagnostics = new DiagnosticBag();
        var schema = isStrict ? EqlQueries.StrictSchema : EqlQueries.Schema;
        try
        {
            var program = EqlCompiler.Compile(
                SourceText.From(text, "query"),
                schema,
                new FieldTable(),
                EqlOptions.Default,
                diagnostics
            );
            Assert.Equal(diagnostics.HasErrors, program is null);
            foreach (var found in diagnostics.ToSortedArray())
            {
                Assert.InRange(found.Span.Start, 0, text.Length);
                Assert.InRange(found.Span.End, found.Span.Start, text.Length);
                Assert.NotEmpty(DiagnosticRenderer.Render(found));
            }
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{text}\n{e}");
        }
    }
}
