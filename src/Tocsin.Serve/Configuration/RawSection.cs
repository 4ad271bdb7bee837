using Tocsin.Core.Diagnostics;
using Tocsin.Core.Text;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Serve.Configuration;

/// <summary>A part of the configuration that its owner binds: its keys are checked when it is bound, not before.</summary>
internal sealed class RawSection
{
    /// <summary>A section that is not there.</summary>
    public static readonly RawSection Empty = new(null, SourceText.From("", ""));

    private readonly YamlNode? _node;
    private readonly SourceText _source;

    /// <param name="node">What stands in the file; null where nothing does.</param>
    /// <param name="source">The file.</param>
    public RawSection(YamlNode? node, SourceText source) => (_node, _source) = (node, source);

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => _node is null;

    /// <summary>Binds a section that is one object.</summary>
    public T Bind<T>(DiagnosticBag diagnostics)
        where T : class, new() => _node is null ? new() : new OptionsBinder(_source, diagnostics).Bind<T>(_node);

    /// <summary>Binds a section that is a list of objects.</summary>
    public IReadOnlyList<T> BindList<T>(DiagnosticBag diagnostics)
        where T : class, new() => _node is null ? [] : new OptionsBinder(_source, diagnostics).BindList<T>(_node);
}
