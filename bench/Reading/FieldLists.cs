using Tocsin.Core.Diagnostics;
using Tocsin.Core.Engine;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding.Optimizer;
using Tocsin.Core.Rules;

namespace Tocsin.Bench.Reading;

/// <summary>Which fields a row of the table wants.</summary>
internal static class FieldLists
{
    /// <summary>The fields of the two seed detections.</summary>
    public static readonly string[] Seeds =
    [
        "@timestamp",
        "kubernetes.audit.stage",
        "kubernetes.audit.annotations.authorization_k8s_io/decision",
        "kubernetes.audit.user.username",
        "kubernetes.audit.requestURI",
        "kubernetes.audit.objectRef.resource",
        "kubernetes.audit.objectRef.namespace",
        "kubernetes.audit.verb",
        "kubernetes.audit.userAgent",
        "kubernetes.audit.sourceIPs",
        "event.type",
        "event.action",
        "container.id",
        "process.interactive",
        "process.name",
        "process.args",
    ];

    /// <summary>A table with some fields.</summary>
    public static FieldTable Of(IEnumerable<string> paths)
    {
        var table = new FieldTable();
        foreach (var path in paths)
            table.GetOrAdd(path);
        return table;
    }

    /// <summary>A table with all fields of the rules in a folder.</summary>
    public static FieldTable OfRules(string folder)
    {
        var table = new FieldTable();
        var loaded = new LoadedRules();
        var diagnostics = new DiagnosticBag();
        var loader = new RuleLoader(loaded, diagnostics);
        foreach (var file in Directory.EnumerateFiles(folder, "*.toml", SearchOption.AllDirectories).Order())
            loader.LoadToml(File.ReadAllBytes(file), file);
        var compiler = new RuleCompiler(FieldTypes.Default, table, [], TreePipeline.Default) { Streams = new() };
        foreach (var rule in loaded.Rules)
            _ = compiler.Compile(rule, diagnostics);
        return table;
    }
}
