namespace Tocsin.Core.Languages.Patterns.Java;

/// <summary>A Java pattern in .NET's syntax.</summary>
/// <param name="Text">The pattern; groups have the numbers that they have in Java as their names.</param>
/// <param name="GroupCount">How many capturing groups there are.</param>
/// <param name="GroupNumbers">The numbers of the named groups.</param>
internal sealed record JavaPattern(string Text, int GroupCount, IReadOnlyDictionary<string, int> GroupNumbers);
