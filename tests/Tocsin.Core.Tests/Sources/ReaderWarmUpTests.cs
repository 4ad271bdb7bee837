using Tocsin.Core.Sources.Reading;

namespace Tocsin.Core.Tests.Sources;

public class ReaderWarmUpTests
{
    /// <summary>Time, verb, user, status and address of the audit event; time, category, arguments, command line and number of the process.</summary>
    [Fact]
    public void AllWantedFieldsOfItsRecordsAreRead() => Assert.Equal(11, ReaderWarmUp.Run());
}
