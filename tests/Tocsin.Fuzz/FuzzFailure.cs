namespace Tocsin.Fuzz;

/// <summary>What a target found wrong without an exception being thrown.</summary>
internal sealed class FuzzFailure(string message) : Exception(message)
{
    /// <summary>Fails where a condition does not hold.</summary>
    public static void Unless(bool condition, string message)
    {
        if (!condition)
            throw new FuzzFailure(message);
    }
}
