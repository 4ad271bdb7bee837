using Tocsin.Core.Diagnostics;
using Tocsin.Core.Rules.Json;
using Tocsin.Core.Rules.Toml;
using Tocsin.Core.Rules.Tree;
using Tocsin.Core.Text;

namespace Tocsin.Core.Rules;

/// <summary>Reads rules from the bytes of TOML and NDJSON files (detection engine specification, sections 3 and 4).</summary>
/// <param name="loaded">Takes what is read.</param>
/// <param name="diagnostics">Takes what is wrong; a rule with an error is not among those read.</param>
/// <param name="pool">Makes the texts of TOML files, if there are several.</param>
internal sealed class RuleLoader(LoadedRules loaded, DiagnosticBag diagnostics, TextPool? pool = null)
{
    /// <summary>Reads a TOML rule file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its path.</param>
    /// <param name="isNamed">Whether the user named this very file; a file met in a folder may be something else.</param>
    public void LoadToml(ReadOnlySpan<byte> bytes, string name, bool isNamed = true)
    {
        var own = new DiagnosticBag();
        var file = TomlFile.Read(bytes, name, own, out var source, pool);
        var table = file["rule"] as TableNode;
        if (table is null && !own.HasErrors && !isNamed)
        {
            diagnostics.Report(RuleDiagnostics.NotARule, source, default);
            return;
        }

        loaded.RuleCount++;
        if (table is null && !own.HasErrors)
            own.Report(RuleDiagnostics.NoRuleTable, source, new(0, 0));
        if (own.Count > 0)
            diagnostics.AddRange(own.ToSortedArray());
        if (own.HasErrors || table is null)
            return;

        WarnOfUnknown(source, file);
        if (RuleReader.Read(source, table, file, diagnostics) is { } rule)
            loaded.Rules.Add(rule);
    }

    /// <summary>Reads JSON: an export of Kibana with one object a line, one rule, or a list of rules.</summary>
    public void LoadJson(ReadOnlySpan<byte> bytes, string name)
    {
        var source = Utf8Text.Decode(bytes, name, out var invalid);
        if (invalid is { } span)
        {
            diagnostics.Report(TreeDiagnostics.InvalidUtf8, source, span);
            return;
        }

        foreach (var value in new JsonTreeParser(source, diagnostics).ParseAll())
        {
            if (value is ArrayNode list)
            {
                foreach (var item in list.Items)
                    LoadObject(source, item);
            }
            else
            {
                LoadObject(source, value);
            }
        }
    }

    private void LoadObject(SourceText source, Node value)
    {
        var table = value as TableNode;
        switch (table is null ? ExportedKind.Unknown : ExportedKinds.Recognise(table))
        {
            case ExportedKind.Rule:
                LoadRule(source, table!);
                break;
            case ExportedKind.WrappedRule:
                LoadRule(source, (TableNode)table!["attributes"]!);
                break;
            case ExportedKind.ExceptionList:
                loaded.ExceptionLists.Add(new(TreeJson.ToJson(table!), source, table!.Span));
                break;
            case ExportedKind.ExceptionItem:
                loaded.ExceptionItems.Add(new(TreeJson.ToJson(table!), source, table!.Span));
                break;
            case ExportedKind.Unknown:
                diagnostics.Report(RuleDiagnostics.NotARule, source, value.Span);
                break;
        }
    }

    private void LoadRule(SourceText source, TableNode table)
    {
        loaded.RuleCount++;
        if (RuleReader.Read(source, table, null, diagnostics) is { } rule)
            loaded.Rules.Add(rule);
    }

    private void WarnOfUnknown(SourceText source, TableNode file)
    {
        new TableReader(source, file, "", diagnostics).WarnOfUnknown(RuleSchema.File);
        // Authors add fields of their own to the metadata; only what looks like a slip is worth a word.
        if (file["metadata"] is TableNode metadata)
            new TableReader(source, metadata, "metadata.", diagnostics).WarnOfUnknown(
                RuleSchema.Metadata,
                onlyIfNear: true
            );
    }
}
