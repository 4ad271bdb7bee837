using Tocsin.Serve.Intake;
using Tocsin.Serve.Log;

namespace Tocsin.Serve.Tests;

public sealed class RecordKeyTests
{
    [Fact]
    public void ARecordWithoutIdentityHasNone()
    {
        Assert.True(RecordKey.None.IsNone);
        Assert.True(RecordKeys.OfAuditEvent("c"u8, [], "s"u8).IsNone);
        Assert.True(RecordKeys.OfDocument("i"u8, []).IsNone);
    }

    [Fact]
    public void PartsCannotBeMovedBetweenFields()
    {
        RecordKey[] keys =
        [
            RecordKeys.OfAuditEvent([], "ab"u8, "c"u8),
            RecordKeys.OfAuditEvent([], "a"u8, "bc"u8),
            RecordKeys.OfAuditEvent("a"u8, "b"u8, "c"u8),
            RecordKeys.OfAuditEvent([], "abc"u8, []),
            RecordKeys.OfDocument("ab"u8, "c"u8),
            RecordKeys.OfDocument("a"u8, "bc"u8),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], RecordKeys.OfAuditEvent([], "ab"u8, "c"u8));
    }
}
