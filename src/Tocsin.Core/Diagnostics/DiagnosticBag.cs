using Tocsin.Core.Text;

namespace Tocsin.Core.Diagnostics;

/// <summary>Collects diagnostics while a text is read; hands them out sorted, so that output is the same every time.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    /// <summary>Whether one of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a diagnostic without further help.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceText source, TextSpan span, params object[] arguments) =>
        Add(new(descriptor, source, span, arguments));

    /// <summary>Adds a diagnostic.</summary>
    public void Add(Diagnostic diagnostic)
    {
        _items.Add(diagnostic);
        HasErrors |= diagnostic.IsError;
    }

    /// <summary>Adds all of another bag's.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Add(diagnostic);
    }

    /// <summary>All of them by file, place and code; equal ones once.</summary>
    public Diagnostic[] ToSortedArray() =>
        [
            .. _items
                .OrderBy(d => d.Source.Name, StringComparer.Ordinal)
                .ThenBy(d => d.Source.ToRootOffset(d.Span.Start))
                .ThenBy(d => d.Descriptor.Code, StringComparer.Ordinal)
                .DistinctBy(d => (d.Source.Name, d.Source.ToRootSpan(d.Span), d.Descriptor.Code, d.Message)),
        ];
}
