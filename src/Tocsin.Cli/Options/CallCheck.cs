using System.CommandLine;
using Tocsin.Core.Diagnostics;

namespace Tocsin.Cli.Options;

/// <summary>Checks a call for what the parser lets pass: an unknown option would be taken for a path.</summary>
internal static class CallCheck
{
    /// <summary>The first mistake, or null.</summary>
    public static CallException? FindMistake(RootCommand root, string[] args)
    {
        foreach (var (command, name) in OptionsOf(root, args))
        {
            if (name is not ['-', _, ..])
                return UnknownCommand(command, name);
            if (Find(command, root, name) is not null)
                continue;
            var near = NearestName.Find(name, Known(command, root).Select(o => o.Name));
            return new CallException(
                $"unknown option `{name}`",
                near is not null
                    ? $"did you mean `{near}`? An argument that begins with `-` goes behind `--`"
                    : $"see `{PathOf(command)} --help`; an argument that begins with `-` goes behind `--`"
            );
        }

        return null;
    }

    /// <summary>Whether <c>--version</c> stands anywhere as an option.</summary>
    public static bool AsksForVersion(RootCommand root, string[] args) =>
        OptionsOf(root, args).Any(o => o.Name == "--version");

    /// <summary>The names of the command of a call, as typed.</summary>
    public static string CommandLine(ParseResult parsed) => PathOf(parsed.CommandResult.Command);

    /// <summary>A message of the parser in our form: backticks, lower case, no full stop.</summary>
    public static string Reword(string message)
    {
        var text = message.Replace('\'', '`').TrimEnd('.');
        return text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    private static CallException UnknownCommand(Command command, string name)
    {
        var near = NearestName.Find(name, command.Subcommands.Select(c => c.Name));
        return new CallException(
            $"unknown command `{name}`",
            near is not null ? $"did you mean `{near}`?" : $"see `{PathOf(command)} --help`"
        );
    }

    /// <summary>All arguments in the place of an option, and those in the place of a command that is not there, with the command they are for.</summary>
    private static IEnumerable<(Command Command, string Name)> OptionsOf(RootCommand root, string[] args)
    {
        Command command = root;
        for (var i = 0; i < args.Length; i++)
        {
            var argument = args[i];
            if (argument == "--")
                yield break;
            if (argument.Length < 2 || argument[0] != '-')
            {
                if (command.Subcommands.Count == 0)
                    continue;
                if (command.Subcommands.FirstOrDefault(c => c.Name == argument) is { } below)
                    command = below;
                else
                    yield return (command, argument);
                continue;
            }

            var end = argument.AsSpan().IndexOfAny('=', ':');
            var name = end < 0 ? argument : argument[..end];
            yield return (command, name);
            if (end < 0 && Find(command, root, name) is { Arity.MinimumNumberOfValues: > 0 })
                i++;
        }
    }

    private static Option? Find(Command command, RootCommand root, string name) =>
        Known(command, root).FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name));

    private static IEnumerable<Option> Known(Command command, RootCommand root) =>
        command == root ? root.Options : command.Options.Concat(root.Options);

    private static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
            names.Insert(0, at.Name);
        names.Insert(0, "tocsin");
        return string.Join(' ', names);
    }
}
