namespace Tocsin.Core.Sources;

/// <summary>Something wrong with the input; the rest goes on.</summary>
/// <param name="Kind">What it is; problems are counted by kind.</param>
/// <param name="Path">The input.</param>
/// <param name="Line">The line where the record begins, from 1; 0 where it concerns the input as a whole.</param>
/// <param name="BytePosition">The byte in the (unpacked) input, from 0.</param>
/// <param name="Message">Lower case, no full stop.</param>
internal sealed record InputProblem(InputProblemKind Kind, string Path, long Line, long BytePosition, string Message);

/// <summary>Kinds of input problems.</summary>
internal enum InputProblemKind
{
    /// <summary>A record that is no JSON object, or is broken: it was not read.</summary>
    Unreadable,

    /// <summary>A record was read, with something odd in it: a repeated key, bytes that are no UTF-8, no usable time.</summary>
    Irregular,

    /// <summary>A record of a kind that holds no events and is passed over on purpose (a probe, a control message).</summary>
    Skipped,

    /// <summary>An input that could not be opened, or that broke off: exit status 3.</summary>
    InputFailed,
}
