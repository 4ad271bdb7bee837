using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Core.Text;

/// <summary>How the few values of a kind are spelled; names are compared exactly. Immutable.</summary>
/// <remarks>Searched in order: a dictionary over an enumeration costs the just-in-time compiler more than all searches of a run.</remarks>
/// <param name="entries">The names, each once.</param>
internal sealed class NameTable<T>(params (string Name, T Value)[] entries)
    where T : struct
{
    /// <summary>The names in their order.</summary>
    public IReadOnlyList<string> Names { get; } = Array.ConvertAll(entries, e => e.Name);

    /// <summary>The values in the order of their names.</summary>
    public IReadOnlyList<T> Values => Array.ConvertAll(entries, e => e.Value);

    /// <summary>The value of a name that there is.</summary>
    public T this[string name] => TryGetValue(name, out var value) ? value : throw new KeyNotFoundException(name);

    /// <summary>Finds the value of a name.</summary>
    public bool TryGetValue(string name, [MaybeNullWhen(false)] out T value)
    {
        foreach (var entry in entries)
        {
            if (entry.Name == name)
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The first name of a value that has one.</summary>
    public string NameOf(T value)
    {
        foreach (var entry in entries)
        {
            if (EqualityComparer<T>.Default.Equals(entry.Value, value))
                return entry.Name;
        }

        throw new KeyNotFoundException($"{value} has no name");
    }
}
