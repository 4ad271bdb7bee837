using System.Text.Json.Nodes;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>What rule files hold, in the order of the files.</summary>
internal sealed class LoadedRules
{
    /// <summary>The rules without an error.</summary>
    public List<Rule> Rules { get; } = [];

    /// <summary>Exception lists (the containers) that came with an export.</summary>
    public List<ExportedObject> ExceptionLists { get; } = [];

    /// <summary>Exception items that came with an export.</summary>
    public List<ExportedObject> ExceptionItems { get; } = [];

    /// <summary>How many files were read.</summary>
    public int FileCount { get; set; }

    /// <summary>How many rules were met, those with an error included.</summary>
    public int RuleCount { get; set; }

    /// <summary>Adds all of another's behind these.</summary>
    public void Add(LoadedRules next)
    {
        Rules.AddRange(next.Rules);
        ExceptionLists.AddRange(next.ExceptionLists);
        ExceptionItems.AddRange(next.ExceptionItems);
        FileCount += next.FileCount;
        RuleCount += next.RuleCount;
    }
}

/// <summary>An object of an export that is no rule, as JSON and with its place.</summary>
internal sealed record ExportedObject(JsonObject Document, SourceText File, TextSpan Span);
