using System.CommandLine;
using System.Text.Json;
using Tocsin.Cli.Output;
using Tocsin.Serve.Configuration;
using Tocsin.Serve.Security;

namespace Tocsin.Cli.Commands;

/// <summary><c>tocsin serve token</c>: makes what the configuration's <c>auth</c> section holds.</summary>
internal static class ServeTokenCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new("token", "Make tokens and password hashes for the configuration.")
        {
            CreateToken(terminal),
            CreateHash(terminal),
        };

    private static Command CreateToken(Terminal terminal)
    {
        var name = new Option<string>("--name")
        {
            Description = "What the token is called.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "token",
        };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What its holder may do: ingest, read, triage, admin; may be repeated. Default: ingest.",
            HelpName = "SCOPE",
        };
        var command = new Command("create", "Print a new token, once, and the lines to put into the configuration.")
        {
            name,
            scopes,
        };
        command.SetAction(call =>
        {
            var known = OptionKeys.NamesOf(typeof(Scope)).ToList();
            string[] wanted = call.GetValue(scopes) is { Length: > 0 } given ? given : ["ingest"];
            foreach (var scope in wanted)
            {
                if (!known.Contains(scope))
                    throw new CallException($"`{scope}` is no scope", $"scopes are {string.Join(", ", known)}");
            }

            var called = call.GetValue(name)!;
            if (called.Length == 0 || called.Contains(':', StringComparison.Ordinal))
                throw new CallException($"`{called}` is no name for a token", "give one without `:`");
            var token = TokenHash.NewToken();
            var text = terminal.OutText;
            text.WriteLine(token);
            text.WriteLine();
            text.WriteLine("auth:");
            text.WriteLine("  tokens:");
            text.WriteLine($"    - name: {JsonSerializer.Serialize(called)}");
            text.WriteLine($"      hash: {TokenHash.Format(token)}");
            text.WriteLine($"      scopes: [{string.Join(", ", wanted)}]");
            terminal.Say("the token is shown this once; the configuration holds only its hash");
            return ExitStatus.Done;
        });
        return command;
    }

    private static Command CreateHash(Terminal terminal)
    {
        var command = new Command("hash-password", "Read a password from standard input and print its hash.");
        command.SetAction(_ =>
        {
            var password = Console.In.ReadLine();
            if (string.IsNullOrEmpty(password))
                throw new CallException("no password on standard input");
            terminal.OutText.WriteLine(PasswordHash.Format(password));
            return ExitStatus.Done;
        });
        return command;
    }
}
