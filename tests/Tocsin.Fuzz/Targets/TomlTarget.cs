using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules;
using Tocsin.Core.Rules.Toml;

namespace Tocsin.Fuzz.Targets;

/// <summary>The reader of TOML.</summary>
internal sealed class TomlTarget() : FuzzTarget("toml")
{
    public override bool IsBinary => true;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        ToCharacters(
            "a = 1\nb.c = \"x\\u00e9\\n\"\n[t]\nd = ['l', \"\"\"m\nn\"\"\", '''o''']\n[[t.u]]\ne = 1979-05-27T07:32:00Z\n"
        ),
        ToCharacters(
            "# comment\n\"quoted é\" = { x = 0xff, y = -1_000.5e-3, z = [inf, nan, +0o7, 0b1] }\r\n[a.\"b.c\"]\nt = 07:32:00.5\n"
        ),
        .. BuiltInRules.ReadAll().Take(3).Select(f => ToCharacters(f.Text)),
    ];

    public override IEnumerable<string> MoreSeeds(SharedCorpus corpus) =>
        corpus
            .Files("conformance/toml", "*.toml")
            .Concat(corpus.Files("corpus/elastic-rules", "*.toml", every: 60))
            .Select(ToCharacters);

    public override void Run(string input)
    {
        var diagnostics = new DiagnosticBag();
        TomlFile.Read(ToBytes(input), "fuzz.toml", diagnostics, out _);
        DiagnosticChecks.Check(diagnostics);
    }
}
