using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Scheduling;

/// <summary>Times that are not one certain moment to come.</summary>
public sealed class BadTimesTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Theory]
    [InlineData("2020-01-01T09:00:00Z", null, null, "scheduledAt", "time_in_past")]
    [InlineData("tomorrow", null, null, "scheduledAt", "bad_time")]
    [InlineData("2031-02-30T09:00", null, null, "scheduledAt", "bad_time")]
    [InlineData("2999-01-01T09:00:00Z", null, null, "scheduledAt", "time_too_far")]
    [InlineData("9999-12-31T23:59:59Z", null, null, "scheduledAt", "time_too_far")]
    [InlineData("2027-06-01T09:00", "Europe/Atlantis", null, "timeZone", "unknown_time_zone")]
    [InlineData("2027-06-01T09:00", "../../etc/passwd", null, "timeZone", "unknown_time_zone")]
    [InlineData("2027-03-28T02:30", "Europe/Berlin", null, "scheduledAt", "time_skipped")]
    [InlineData("2027-10-31T02:30", "Europe/Berlin", null, "scheduledAt", "time_doubled")]
    [InlineData("2027-03-14T02:30", "America/New_York", null, "scheduledAt", "time_skipped")]
    [InlineData("2027-11-07T01:30", "America/New_York", null, "scheduledAt", "time_doubled")]
    [InlineData("2027-10-03T02:15", "Australia/Lord_Howe", null, "scheduledAt", "time_skipped")]
    [InlineData("2027-04-04T01:45", "Australia/Lord_Howe", null, "scheduledAt", "time_doubled")]
    [InlineData("2027-06-01T09:00Z", null, "FREQ=DAILY;UNTIL=20270501", "repeat", "repeat_ends_in_past")]
    [InlineData("2027-06-01T09:00Z", null, "FREQ=DAILY;COUNT=0", "repeat", "bad_repeat")]
    [InlineData("2027-06-01T09:00Z", null, "FREQ=SECONDLY", "repeat", "bad_repeat")]
    [InlineData("2027-06-01T09:00Z", null, "FREQ=DAILY;COUNT=3;UNTIL=20270701", "repeat", "bad_repeat")]
    [InlineData(null, null, "daily", "scheduledAt", "time_missing")]
    public async Task A_time_that_is_not_one_moment_to_come_is_refused_with_the_field_and_what_to_do(
        string? at, string? zone, string? repeat, string field, string code)
    {
        var contact = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello")).Text("contactId")!;
        var answer = await desk.PostMessageAsync(contact, "never", extra: new { scheduledAt = at, timeZone = zone, repeat });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.Text("code"));
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task A_doubled_time_is_taken_with_its_offset()
    {
        var contact = (await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello")).Text("contactId")!;
        var answer = await desk.PostMessageAsync(contact, "in the second hour", extra: new { scheduledAt = "2027-10-31T02:30+01:00" });
        var later = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(DateTimeOffset.Parse("2027-10-31T01:30Z"), later.GetProperty("scheduledAt").GetDateTimeOffset());
    }
}
