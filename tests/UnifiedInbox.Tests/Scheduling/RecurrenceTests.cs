using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Scheduling;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>Calendar rules on the clocks of zones that change them.</summary>
public sealed class RecurrenceTests
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Apia", "Europe/Dublin"];

    private static readonly string[] Rules =
    [
        "daily", "FREQ=DAILY;INTERVAL=3", "weekly", "FREQ=WEEKLY;BYDAY=MO,WE,SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA", "monthly", "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=5FR", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;INTERVAL=5", "yearly",
    ];

    [Theory]
    [InlineData("daily", "2027-03-27T02:30", "Europe/Berlin", "2027-03-27T01:30Z 2027-03-28T01:00Z 2027-03-29T00:30Z")]
    [InlineData("daily", "2027-10-30T02:30", "Europe/Berlin", "2027-10-30T00:30Z 2027-10-31T00:30Z 2027-11-01T01:30Z")]
    [InlineData("weekly", "2027-03-10T09:00", "America/New_York", "2027-03-10T14:00Z 2027-03-17T13:00Z")]
    [InlineData("daily", "2027-10-02T02:15", "Australia/Lord_Howe", "2027-10-01T15:45Z 2027-10-02T15:30Z 2027-10-03T15:15Z")]
    [InlineData("daily", "2027-04-03T01:45", "Australia/Lord_Howe", "2027-04-02T14:45Z 2027-04-03T14:45Z 2027-04-04T15:15Z")]
    [InlineData("monthly", "2027-01-31T09:00", "UTC", "2027-01-31T09:00Z 2027-02-28T09:00Z 2027-03-31T09:00Z 2027-04-30T09:00Z")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR", "2027-01-29T09:00", "UTC", "2027-01-29T09:00Z 2027-02-26T09:00Z 2027-03-26T09:00Z")]
    [InlineData("FREQ=MONTHLY;BYDAY=5MO", "2027-03-29T09:00", "UTC", "2027-03-29T09:00Z 2027-05-31T09:00Z 2027-08-30T09:00Z")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2027-01-07T09:00", "UTC", "2027-01-07T09:00Z 2027-01-08T09:00Z 2027-01-11T09:00Z")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2027-01-03T09:00", "UTC", "2027-01-03T09:00Z 2027-01-11T09:00Z 2027-01-17T09:00Z 2027-01-25T09:00Z")]
    [InlineData("yearly", "2028-02-29T09:00", "UTC", "2028-02-29T09:00Z 2029-02-28T09:00Z 2030-02-28T09:00Z")]
    public void It_keeps_the_time_of_the_wall_clock(string text, string starts, string zoneName, string expected)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var times = expected.Split(' ').Select(DateTimeOffset.Parse).ToList();
        Assert.Equal(times, Times(Parsed(text, zone), DateTime.Parse(starts), times.Count).Select(local => WallClock.Instant(local, zone)));
    }

    [Fact]
    public void Times_go_up_keep_their_clock_and_come_once()
    {
        var cases = from rule in Gen.Elements(Rules)
                    from zone in Gen.Elements(Zones)
                    from day in Gen.Choose(0, 8_000)
                    from minute in Gen.Choose(0, 1_439)
                    select (rule, zone, starts: new DateTime(2008, 1, 1).AddDays(day).AddMinutes(minute));
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(one.zone);
            var locals = Times(one.rule, zone, one.starts, 40).ToList();
            var instants = locals.ConvertAll(local => WallClock.Instant(local, zone));
            var rises = instants.Zip(instants.Skip(1)).All(pair => pair.First < pair.Second);
            var keeps = locals.Zip(instants).All(pair => pair.First.TimeOfDay == one.starts.TimeOfDay
                && (WallClock.Local(pair.Second, zone) == pair.First || (IsLeftOut(pair.First, zone) && WallClock.Local(pair.Second, zone) > pair.First)));
            return rises && keeps;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_rule_written_down_is_read_as_the_same_rule()
    {
        foreach (var text in Rules.Concat(["FREQ=DAILY;COUNT=7", "FREQ=WEEKLY;UNTIL=20271231"]))
        {
            var rule = Parsed(text, TimeZoneInfo.Utc);
            Assert.Equal(rule.ToString(), Parsed(rule.ToString(), TimeZoneInfo.Utc).ToString());
            Assert.NotEmpty(RecurrenceText.Words(rule));
        }
    }

    [Fact]
    public void It_ends_with_the_day_it_is_to_end_on()
    {
        var rule = Parsed("FREQ=DAILY;UNTIL=20270103", TimeZoneInfo.Utc);
        Assert.Equal(3, Times(rule, new DateTime(2027, 1, 1, 23, 0, 0), 10).Count());
    }

    /// <summary>No moment at which the clock shows this, whatever the offset.</summary>
    private static bool IsLeftOut(DateTime local, TimeZoneInfo zone) => !Enumerable.Range(-60, 121).Any(quarters =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(local, TimeSpan.Zero).AddMinutes(15 * quarters), zone).DateTime == local);

    /// <summary>As messages are made, one from the other.</summary>
    private static IEnumerable<DateTime> Times(string rule, TimeZoneInfo zone, DateTime starts, int most)
    {
        for (var schedule = new Schedule { Rule = rule, TimeZone = zone.Id, Starts = starts, Latest = starts, Made = 1 }; ; schedule = schedule with { Made = schedule.Made + 1 })
        {
            yield return schedule.Latest;
            if (schedule.Made == most || schedule.Next(DateTimeOffset.MinValue) is not var (local, _)) yield break;
            schedule = schedule with { Latest = local };
        }
    }

    private static Recurrence Parsed(string text, TimeZoneInfo zone) =>
        Recurrence.TryParse(text, zone, out var rule, out var why) ? rule : throw new InvalidOperationException(why);

    private static IEnumerable<DateTime> Times(Recurrence rule, DateTime starts, int most)
    {
        DateTime? time = starts;
        for (var made = 0; time is { } local && made < most; made++)
        {
            yield return local;
            time = rule.After(starts, local);
        }
    }
}
