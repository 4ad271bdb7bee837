namespace Tocsin.Core.Languages.Eql;

/// <summary>What a query looks for.</summary>
internal enum EqlQueryKind
{
    /// <summary>Single events.</summary>
    Event,

    /// <summary>Events in an order.</summary>
    Sequence,

    /// <summary>Events that share a key.</summary>
    Sample,
}
