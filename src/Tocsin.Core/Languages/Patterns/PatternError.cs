namespace Tocsin.Core.Languages.Patterns;

/// <summary>Why a pattern cannot be used.</summary>
/// <param name="Message">Lower case, without full stop, names in backticks.</param>
/// <param name="Offset">Where in the pattern, in UTF-16 units from its start.</param>
/// <param name="PatternIndex">Which pattern, where there are several.</param>
internal sealed record PatternError(string Message, int Offset, int PatternIndex = 0);
