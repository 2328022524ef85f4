using UnifiedInbox.Conversations;

namespace UnifiedInbox.Tests.Conversations;

public sealed class SnoozeTimesTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-07-01T08:10:00Z", "later", "2026-07-01T11:30:00Z")]
    [InlineData("2026-07-01T08:10:00Z", "tomorrow", "2026-07-02T07:00:00Z")]
    [InlineData("2026-07-01T08:10:00Z", "week", "2026-07-06T07:00:00Z")]
    [InlineData("2026-07-06T05:00:00Z", "week", "2026-07-13T07:00:00Z")] // a Monday: the next one
    [InlineData("2026-07-05T22:30:00Z", "tomorrow", "2026-07-07T07:00:00Z")] // half past midnight in Berlin
    [InlineData("2026-03-28T12:00:00Z", "tomorrow", "2026-03-29T07:00:00Z")] // the clocks go forward in between
    public void Presets_are_clock_times_of_the_viewer(string now, string preset, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), SnoozeTimes.From(DateTimeOffset.Parse(now), Berlin).Single(time => time.Name == preset).Time);

    [Fact]
    public void Late_in_the_evening_there_is_no_later_today() =>
        Assert.DoesNotContain(SnoozeTimes.From(DateTimeOffset.Parse("2026-07-01T19:10:00Z"), Berlin), time => time.Name == "later");

    [Fact]
    public void An_hour_that_does_not_exist_is_taken_an_hour_later() =>
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:30:00Z"), SnoozeTimes.In(Berlin, new DateTime(2026, 3, 29, 2, 30, 0)));
}
