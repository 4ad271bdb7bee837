namespace Tocsin.Core.Sources;

/// <summary>One input: a file or standard input.</summary>
/// <param name="Path">As shown to the user; <c>-</c> for standard input.</param>
/// <param name="Ordinal">Its place among the inputs, from 0, by path: the order of arrival across files.</param>
/// <param name="IndexName">The index of records that name none: the file's stem, <c>stdin</c> for standard input.</param>
internal sealed record InputFile(string Path, int Ordinal, string IndexName);
