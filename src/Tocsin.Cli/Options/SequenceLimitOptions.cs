using System.CommandLine;
using System.Globalization;
using Tocsin.Core.Engine.Sequence;

namespace Tocsin.Cli.Options;

/// <summary>The options of <c>scan</c> and <c>query</c> that bound what EQL sequences and samples remember.</summary>
internal sealed class SequenceLimitOptions
{
    private readonly Option<string?> _keys = new("--max-sequence-keys")
    {
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"EQL: for how many keys a sequence or sample remembers events at a time; the oldest are forgotten first, counted and shown. Default: {SequenceLimits.Default.KeysMax}."
        ),
        HelpName = "N",
    };

    public void AddTo(Command command) => command.Add(_keys);

    /// <summary>The limits of a call.</summary>
    public SequenceLimits Read(ParseResult call)
    {
        if (call.GetValue(_keys) is not { } text)
            return SequenceLimits.Default;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var keys) && keys > 0)
            return SequenceLimits.Default with { KeysMax = keys };
        throw new CallException($"`{text}` is no number of keys for `--max-sequence-keys`", "give a number from 1 on");
    }
}
