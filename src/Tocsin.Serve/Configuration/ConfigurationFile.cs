using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Serve.Configuration;

/// <summary>Reads the configuration file and checks all of it.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads a file. Options are made even where there are errors, so that all of them are found at once.</summary>
    /// <param name="text">What stands in it.</param>
    /// <param name="name">Its name in diagnostics.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static ServeOptions Read(string text, string name, DiagnosticBag diagnostics)
    {
        var source = SourceText.From(text, name);
        var root = Parse(text, source, diagnostics);
        var options = root is null ? new() : new OptionsBinder(source, diagnostics).Bind<ServeOptions>(root);
        if (!diagnostics.HasErrors)
            ConfigurationCheck.Check(options, source, root, diagnostics);
        return options;
    }

    private static YamlNode? Parse(string text, SourceText source, DiagnosticBag diagnostics)
    {
        try
        {
            var yaml = new YamlStream();
            // Counts places in the text as it stands here.
            using var reader = new StringReader(text);
            yaml.Load(new DepthLimit(new Parser(reader)));
            if (yaml.Documents.Count <= 1)
                return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode;
            var second = (int)yaml.Documents[1].RootNode.Start.Index;
            diagnostics.Report(ConfigurationDiagnostics.NotYaml, source, new(second, 1), "there is a second document");
        }
        catch (YamlException wrong)
        {
            var at = (int)Math.Min(wrong.Start.Index, text.Length);
            if (wrong.Message.Contains("Duplicate key", StringComparison.OrdinalIgnoreCase))
            {
                var end = (int)Math.Min(wrong.End.Index, text.Length);
                var key = at < end ? text[at..end].Trim() : "a key";
                diagnostics.Report(ConfigurationDiagnostics.RepeatedKey, source, new(at, Math.Max(1, end - at)), key);
            }
            else
            {
                var reason = wrong.Message.ReplaceLineEndings(" ").TrimEnd('.');
                reason = reason.Length > 0 ? char.ToLowerInvariant(reason[0]) + reason[1..] : reason;
                diagnostics.Report(ConfigurationDiagnostics.NotYaml, source, new(at, 1), reason);
            }
        }
        catch (Exception defect)
            when (defect is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // Some texts upset the library itself; it does not say where.
            diagnostics.Report(ConfigurationDiagnostics.NotYaml, source, new(0, 0), "it cannot be made out");
        }

        return null;
    }

    /// <summary>Stops at texts that nest too deep for a recursive reader, and at aliases: they can make a small file huge.</summary>
    private sealed class DepthLimit(IParser parser) : IParser
    {
        private const int DepthMax = 50;

        private int _depth;

        public YamlDotNet.Core.Events.ParsingEvent? Current => parser.Current;

        public bool MoveNext()
        {
            if (!parser.MoveNext())
                return false;
            var current = parser.Current!;
            if (current is YamlDotNet.Core.Events.AnchorAlias)
                throw new YamlException(current.Start, current.End, "aliases are not offered");
            _depth += current.NestingIncrease;
            return _depth <= DepthMax + 2
                ? true
                : throw new YamlException(current.Start, current.End, "it is nested too deep");
        }
    }
}
