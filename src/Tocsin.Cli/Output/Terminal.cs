using System.Text;
using Tocsin.Core.Sinks;

namespace Tocsin.Cli.Output;

/// <summary>Standard output and standard error: results on the one, everything else on the other.</summary>
/// <remarks>UTF-8 whatever the locale. A reader that goes away (<c>| head</c>) is no error.</remarks>
internal sealed class Terminal
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private readonly bool _mayColor;
    private TextStyle? _outStyle;

    public Terminal(string[] args)
    {
        _mayColor =
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && !args.TakeWhile(a => a != "--").Contains("--no-color");
        ErrorStyle = Console.IsErrorRedirected ? TextStyle.Plain : new TextStyle(_mayColor, Width: null);
        Out = Console.OpenStandardOutput();
        OutText = new StreamWriter(Out, Utf8, bufferSize: 4096) { AutoFlush = true, NewLine = "\n" };
        ErrorText = new StreamWriter(Console.OpenStandardError(), Utf8, bufferSize: 4096)
        {
            AutoFlush = true,
            NewLine = "\n",
        };
    }

    /// <summary>Standard output as bytes.</summary>
    public Stream Out { get; }

    /// <summary>Standard output as text.</summary>
    public TextWriter OutText { get; }

    /// <summary>Standard error as text.</summary>
    public TextWriter ErrorText { get; }

    /// <summary>Colour and width of results; the terminal is asked for its width when they are written, not before.</summary>
    public TextStyle OutStyle =>
        _outStyle ??= Console.IsOutputRedirected ? TextStyle.Plain : new TextStyle(_mayColor, WidthOfWindow());

    /// <summary>Colour of messages, which are never cut.</summary>
    public TextStyle ErrorStyle { get; }

    /// <summary>Whether someone watches: progress may be shown and overwritten.</summary>
    public static bool IsWatched => !Console.IsErrorRedirected;

    /// <summary>Whether standard input is a keyboard.</summary>
    public static bool HasKeyboard => !Console.IsInputRedirected;

    /// <summary>Says what is wrong with the call or the surroundings.</summary>
    public void Complain(string message, string? help = null)
    {
        ErrorText.WriteLine($"{ErrorStyle.Red("error")}: {DisplayText.Clean(message)}");
        if (help is not null)
            ErrorText.WriteLine($" {ErrorStyle.Dim("=")} help: {help}");
    }

    /// <summary>Writes a line to standard error.</summary>
    public void Say(string line) => ErrorText.WriteLine(line);

    /// <summary>Writes out what is buffered; what nobody reads any more is dropped.</summary>
    public void Flush()
    {
        try
        {
            OutText.Flush();
            ErrorText.Flush();
        }
        catch (IOException)
        {
            // Nobody is left to tell.
        }
    }

    private static int? WidthOfWindow()
    {
        try
        {
            return Console.WindowWidth > 20 ? Console.WindowWidth : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
