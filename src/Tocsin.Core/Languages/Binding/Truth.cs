namespace Tocsin.Core.Languages.Binding;

/// <summary>The outcome of a condition in three-valued logic.</summary>
internal enum Truth : byte
{
    False,
    True,

    /// <summary>Null: neither.</summary>
    Unknown,
}
