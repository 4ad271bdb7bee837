namespace Tocsin.Cli;

/// <summary>The statuses that the program ends with; there are no others.</summary>
internal static class ExitStatus
{
    /// <summary>Done; alerts and warnings do not change it.</summary>
    public const int Done = 0;

    /// <summary>Done, and an alert reached <c>--fail-on</c>, or a scenario failed.</summary>
    public const int Reached = 1;

    /// <summary>The call, a query, a rule or a configuration is wrong.</summary>
    public const int Wrong = 2;

    /// <summary>An input could not be opened or broke off, or the output could not be written.</summary>
    public const int Failed = 3;
}
