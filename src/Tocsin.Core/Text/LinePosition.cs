namespace Tocsin.Core.Text;

/// <summary>A place as people count it: <paramref name="Line"/> and <paramref name="Column"/> from 1, columns in Unicode code points.</summary>
internal readonly record struct LinePosition(int Line, int Column);
