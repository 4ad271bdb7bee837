using System.Reflection;
using Tocsin.Core.Diagnostics;

namespace Tocsin.Core.Tests.Diagnostics;

/// <summary>All kinds of diagnostics, gathered from the classes that hold them.</summary>
internal static class DiagnosticCatalogue
{
    /// <summary>The kinds with the class that holds each, by code.</summary>
    public static IReadOnlyList<(DiagnosticDescriptor Descriptor, Type Holder)> All { get; } =
    [
        .. typeof(DiagnosticDescriptor)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
            .Select(f => ((DiagnosticDescriptor)f.GetValue(null)!, f.DeclaringType!))
            .OrderBy(d => d.Item1.Code, StringComparer.Ordinal),
    ];

    /// <summary>The kind of a code.</summary>
    public static DiagnosticDescriptor Find(string code) => All.First(d => d.Descriptor.Code == code).Descriptor;
}
