using Tocsin.Core.Engine;

namespace Tocsin.Core.Tests.Engine;

public class ScheduleTests
{
    public static TheoryData<long, long, long> Schedules =>
        new()
        {
            { 5, 6, 0 },
            { 5, 5, 0 },
            { 5, 10, 0 },
            { 5, 4, 0 },
            { 5, 13, 2 },
            { 1, 1, 0 },
            { 7, 30, 5 },
        };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void EachWindowIsAUnionOfWholePanes(long interval, long lookBack, long end)
    {
        var schedule = new Schedule(interval, lookBack, end);
        for (long millis = -40; millis < 100; millis++)
        {
            var pane = schedule.PaneOf(millis);
            Assert.True(pane <= millis, "an instant lies in its pane");
            Assert.Equal(pane, schedule.PaneOf(pane));
            for (long tick = -10 * interval; tick <= 40 * interval; tick += interval)
            {
                // Either both or neither: no window cuts through a pane.
                Assert.Equal(IsIn(schedule, tick, millis), IsIn(schedule, tick, pane));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void TheFirstAndLastTickOverAnInstantSeeItAndTheirNeighboursDoNot(long interval, long lookBack, long end)
    {
        var schedule = new Schedule(interval, lookBack, end);
        for (long millis = -40; millis < 100; millis++)
        {
            var first = schedule.FirstTickOver(millis);
            var last = schedule.LastTickOver(millis);
            Assert.False(IsIn(schedule, first - interval, millis));
            Assert.False(IsIn(schedule, last + interval, millis));
            if (first <= last)
            {
                Assert.True(IsIn(schedule, first, millis));
                Assert.True(IsIn(schedule, last, millis));
            }
        }
    }

    [Fact]
    public void TicksAreMultiplesOfTheIntervalAlsoBefore1970()
    {
        var schedule = new Schedule(300_000, 360_000, 0);
        Assert.Equal(0, schedule.TickAtOrAfter(0));
        Assert.Equal(300_000, schedule.TickAtOrAfter(1));
        Assert.Equal(0, schedule.TickAtOrAfter(-1));
        Assert.Equal(-300_000, schedule.TickAtOrBefore(-1));
    }

    private static bool IsIn(Schedule schedule, long tick, long millis) =>
        millis >= schedule.WindowStart(tick) && millis <= schedule.WindowEnd(tick);
}
