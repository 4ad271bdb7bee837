using System.Text;

namespace Tocsin.Fuzz;

/// <summary>Something that reads texts of others and must come through whatever they hold.</summary>
/// <param name="name">What it is called on the command line.</param>
internal abstract class FuzzTarget(string name)
{
    /// <summary>What it is called on the command line.</summary>
    public string Name { get; } = name;

    /// <summary>Whether an input stands for bytes, one a character, and not for text.</summary>
    public virtual bool IsBinary => false;

    /// <summary>Texts to begin with, that are right or nearly so.</summary>
    public abstract IReadOnlyList<string> Seeds { get; }

    /// <summary>More such texts from the corpus beside the repository.</summary>
    /// <param name="corpus">What is there of it.</param>
    public virtual IEnumerable<string> MoreSeeds(SharedCorpus corpus) => [];

    /// <summary>Reads an input and uses what came of it; throws where something is wrong with the program.</summary>
    public abstract void Run(string input);

    /// <summary>The characters that stand for the bytes of a text.</summary>
    public static string ToCharacters(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes that an input stands for.</summary>
    protected static byte[] ToBytes(string input)
    {
        var bytes = new byte[input.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)input[i];
        return bytes;
    }
}
