using System.Globalization;
using UnifiedInbox.Policies;
using UnifiedInbox.Policies.QuietHours;

namespace UnifiedInbox.Tests.Policies;

/// <summary>Quiet hours by the clock on the recipient's wall, across zones and the two nights a year that clocks move.</summary>
public sealed class QuietTimesTests
{
    private static readonly QuietTimes Nights = new() { On = true };

    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01T18:59:00Z", null)]                       // 20:59
    [InlineData("Europe/Berlin", "2026-07-01T19:00:00Z", "2026-07-02T06:00:00Z")]     // 21:00
    [InlineData("Europe/Berlin", "2026-07-02T02:00:00Z", "2026-07-02T06:00:00Z")]     // 04:00
    [InlineData("Europe/Berlin", "2026-07-02T05:59:59Z", "2026-07-02T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-07-02T06:00:00Z", null)]
    [InlineData("Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z")]     // clocks put forward that night: 08:00 is UTC+2
    [InlineData("Europe/Berlin", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z")]     // put back: 08:00 is UTC+1
    [InlineData("America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T13:00:00Z")]  // EDT evening, EST morning
    [InlineData("Asia/Kolkata", "2026-07-01T15:30:00Z", "2026-07-02T02:30:00Z")]
    public void Nights_end_at_eight_by_their_clock(string zone, string at, string? until) =>
        Assert.Equal(until is null ? null : Time(until), Nights.HeldUntil([Zone(zone)], Time(at)));

    [Fact]
    public void An_end_that_a_clock_skips_is_the_moment_it_is_put_forward()
    {
        var times = Nights with { To = new TimeOnly(2, 30) };
        Assert.Equal(Time("2026-03-29T01:00:00Z"), times.HeldUntil([Zone("Europe/Berlin")], Time("2026-03-28T22:00:00Z")));
    }

    [Fact]
    public void An_end_that_comes_twice_is_never_in_the_past()
    {
        var times = Nights with { To = new TimeOnly(2, 30) };
        for (var at = Time("2026-10-24T20:00:00Z"); at < Time("2026-10-25T02:00:00Z"); at = at.AddMinutes(7))
        {
            if (times.HeldUntil([Zone("Europe/Berlin")], at) is { } until) Assert.InRange(until, at.AddSeconds(1), Time("2026-10-25T01:31:00Z"));
        }
    }

    [Fact]
    public void A_quiet_day_lasts_until_the_next_morning()
    {
        var times = Nights with { QuietDays = [DayOfWeek.Saturday, DayOfWeek.Sunday] };
        Assert.Equal(Time("2026-07-06T06:00:00Z"), times.HeldUntil([Zone("Europe/Berlin")], Time("2026-07-03T20:00:00Z"))); // Friday 22:00 → Monday 08:00
        Assert.Null(times.HeldUntil([Zone("Europe/Berlin")], Time("2026-07-03T10:00:00Z")));
    }

    [Fact]
    public void A_rest_at_noon_is_within_one_day()
    {
        var times = Nights with { From = new TimeOnly(12, 0), To = new TimeOnly(14, 0) };
        Assert.Equal(Time("2026-07-01T12:00:00Z"), times.HeldUntil([Zone("Europe/Berlin")], Time("2026-07-01T10:30:00Z")));
        Assert.Null(times.HeldUntil([Zone("Europe/Berlin")], Time("2026-07-01T22:30:00Z")));
    }

    [Fact]
    public void Of_several_clocks_all_must_allow_it()
    {
        TimeZoneInfo[] coasts = [Zone("America/New_York"), Zone("America/Los_Angeles")];
        Assert.Equal(Time("2026-07-01T15:00:00Z"), Nights.HeldUntil(coasts, Time("2026-07-01T12:30:00Z"))); // 08:30 and 05:30
        Assert.Null(Nights.HeldUntil(coasts, Time("2026-07-01T16:00:00Z")));
        Assert.NotNull(Nights.HeldUntil(coasts, Time("2026-07-02T01:30:00Z"))); // 21:30 and 18:30
    }

    [Fact]
    public void Clocks_that_never_agree_are_judged_by_the_first()
    {
        var times = Nights with { From = new TimeOnly(12, 0), To = new TimeOnly(8, 0) };
        Assert.Equal(Time("2026-07-02T12:00:00Z"), times.HeldUntil([Zone("America/New_York"), Zone("Asia/Tokyo")], Time("2026-07-01T20:00:00Z")));
    }

    [Theory]
    [InlineData("Europe/Berlin", "+14155552671", new[] { "Europe/Berlin" })]            // the contact's own zone goes before
    [InlineData(null, "+4930123456", new[] { "Europe/Berlin", "Europe/Busingen" })]
    [InlineData(null, "+442079460958", new[] { "Europe/London" })]
    [InlineData(null, "+14155552671", new[] { "America/Los_Angeles" })]
    [InlineData(null, "+12125550123", new[] { "America/New_York" })]
    [InlineData(null, "+16055550123", new[] { "America/Chicago", "America/Denver" })]  // South Dakota has two
    [InlineData(null, "12345", new[] { "Asia/Tokyo" })]                                 // a short code says nothing: the team's
    [InlineData(null, null, new[] { "Asia/Tokyo" })]
    [InlineData("Mars/Olympus", "12345", new[] { "Asia/Tokyo" })]
    public void The_clock_is_the_contact_s_or_else_the_number_s_or_else_the_team_s(string? contact, string? number, string[] zones) =>
        Assert.Equal(zones, RecipientZones.Of(contact, number, "Asia/Tokyo").Select(zone => zone.Id));

    [Fact]
    public void A_country_with_many_clocks_has_them_all()
    {
        var zones = RecipientZones.Of(null, "+61412345678", "UTC").Select(zone => zone.Id).ToList();
        Assert.Contains("Australia/Sydney", zones);
        Assert.Contains("Australia/Perth", zones);
    }

    [Fact]
    public void Who_wrote_a_short_while_ago_is_answered_at_any_hour()
    {
        var night = Time("2026-07-01T22:00:00Z");
        var facts = new SendFacts { Address = "+4930123456", Channel = "sms", At = night, Quiet = Nights, Zones = [Zone("Europe/Berlin")] };
        var held = Gate.Decide(facts, Stage.Claim);
        Assert.Equal((Verdict.Held, "quiet_hours", Time("2026-07-02T06:00:00Z")), (held.Verdict, held.Rule, held.Until));
        Assert.Equal(Verdict.Allowed, Gate.Decide(facts with { LastInboundAt = night.AddHours(-11) }, Stage.Claim).Verdict);
        Assert.Equal(Verdict.Held, Gate.Decide(facts with { LastInboundAt = night.AddHours(-13) }, Stage.Claim).Verdict);
        Assert.Equal(Verdict.Held, Gate.Decide(facts with { LastInboundAt = night.AddHours(-1), Quiet = Nights with { RepliesPass = false } }, Stage.Claim).Verdict);
        Assert.Equal(Verdict.Allowed, Gate.Decide(facts with { OverrulesQuietHours = true }, Stage.Claim).Verdict);
        Assert.Equal(Verdict.Held, Gate.Decide(facts with { OverrulesQuietHours = true, Quiet = Nights with { MayOverrule = false } }, Stage.Claim).Verdict);
        Assert.Equal(Verdict.Allowed, Gate.Decide(facts with { Channel = "email" }, Stage.Claim).Verdict);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
