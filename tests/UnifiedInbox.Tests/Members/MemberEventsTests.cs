using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Database;
using UnifiedInbox.Members.Stripe;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Members;

/// <summary>Other systems tell what members do, have and pay: out of order, twice, about people nobody knows yet.</summary>
public sealed class MemberEventsTests : IAsyncLifetime
{
    private const string Secret = "whsec_for_tests_only";
    private TestApp app = null!;
    private HttpClient api = null!;

    public async Task InitializeAsync()
    {
        app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["STRIPE_WEBHOOK_SECRET"] = Secret });
        api = await app.SignUpAdminAsync();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData("2026-06-01", true), InlineData("2026-06-01T10:00", true), InlineData("2026-06-01 10:00:30+02:00", true), InlineData("2026-06-01T10:00:00.5Z", true)]
    [InlineData("01.06.2026", false), InlineData("06/01/2026", false), InlineData("10:00", false), InlineData("1 June 2026", false), InlineData("2026-13-01", false), InlineData("2026-06-01X", false)]
    public void A_time_is_read_as_it_is_written_or_not_at_all(string text, bool isRead)
    {
        Assert.Equal(isRead, UnifiedInbox.Members.Events.Moment.TryRead(text, out var at));
        if (isRead) Assert.Equal((2026, 6), (at.Year, at.Month));
    }

    [Fact]
    public async Task A_batch_sent_twice_or_reordered_is_taken_once_and_the_latest_plan_counts()
    {
        var id = await NewContactAsync("ann@example.com");
        object[] events =
        [
            new { id = "p2", type = "plan_changed", plan = "Solo Pro", amount = 2900, currency = "usd", interval = "month", at = "2025-03-01T00:00:00Z" },
            new { id = "p1", type = "plan_changed", plan = "Free", at = "2025-01-15T00:00:00Z" },
            new { id = "f1", type = "feature_used", feature = "Export", quantity = 3 },
            new { id = "x1", type = "wheel_spun", colour = "green" },
        ];
        Assert.Equal((4, 0, 0), await PostAsync(id, new { events }));
        Assert.Equal((0, 4, 0), await PostAsync(id, new { events = events.Reverse() }));
        Assert.Equal((0, 1, 0), await PostAsync("ann@example.com", events[0]));

        var contact = await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{id}");
        Assert.Equal("Solo Pro", contact.Text("plan"));
        Assert.StartsWith("2025-01-15", contact.Text("memberSince"), StringComparison.Ordinal);
        Assert.Equal("$29/mo", await app.Db.FindAsync<string>("SELECT price FROM contacts WHERE id = @id", new { id = Guid.Parse(id) }, default));
        var list = (await api.GetFromJsonAsync<JsonElement>($"/api/members/{id}/events?type=custom")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal("wheel_spun", list.Text("name"));
        Assert.Equal("green", list.GetProperty("data").Text("colour"));
    }

    [Fact]
    public async Task Events_wait_for_whoever_appears_later()
    {
        Assert.Equal((1, 0, 0), await PostAsync("late@example.com", new { id = "e1", type = "payment", amount = 500, currency = "EUR" }));
        Assert.Equal((0, 1, 0), await PostAsync("late@example.com", new { id = "e1", type = "payment", amount = 500, currency = "EUR" }));
        Assert.Equal((1, 0, 0), await PostAsync("crm-77", new { id = "e2", type = "plan_changed", plan = "Team" }));
        var response = await api.PostAsJsonAsync("/api/contacts", new { name = "Late", email = "Late@Example.com", metadata = new { memberId = "crm-77" } });
        var id = (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
        Assert.Equal(2, (await api.GetFromJsonAsync<JsonElement>($"/api/members/{id}/events")).GetProperty("items").GetArrayLength());
        Assert.Equal("Team", (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{id}")).Text("plan"));
        Assert.Equal((0, 1, 0), await PostAsync(id, new { id = "e1", type = "payment", amount = 500, currency = "EUR" }));
    }

    [Theory]
    [InlineData("""{"type":"payment","amount":100,"currency":"USD"}""", "id")]
    [InlineData("""{"id":"a","type":"payment","amount":29.99,"currency":"USD"}""", "amount")]
    [InlineData("""{"id":"a","type":"payment","amount":"100","currency":"USD"}""", "amount")]
    [InlineData("""{"id":"a","type":"payment","amount":-1,"currency":"USD"}""", "amount")]
    [InlineData("""{"id":"a","type":"payment","amount":100,"currency":"QQQ"}""", "currency")]
    [InlineData("""{"id":"a","type":"feature_used"}""", "feature")]
    [InlineData("""{"id":"a","type":"custom","at":"2400-01-01"}""", "at")]
    [InlineData("""{"id":"a","type":"plan_changed"}""", "plan")]
    [InlineData("\"words\"", "event")]
    public async Task What_cannot_be_understood_is_told_and_holds_up_nothing(string bad, string field)
    {
        var id = await NewContactAsync($"{UnifiedInbox.Database.NewId.Next():N}@example.com");
        using var body = new StringContent($"[{bad}, {{\"id\":\"good\",\"type\":\"custom\"}}]", Encoding.UTF8, "application/json");
        var response = await api.PostAsync($"/api/members/{id}/events", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal((1, 1), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("rejected").GetInt32()));
        Assert.Equal(field, answer.GetProperty("errors")[0].Text("field"));
    }

    [Fact]
    public async Task Writers_at_once_leave_the_latest_plan_and_no_event_twice()
    {
        var id = await NewContactAsync("busy@example.com");
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => PostAsync(id, new
        {
            id = $"n{i % 12}", type = "plan_changed", plan = $"Plan {i % 12}", at = new DateTimeOffset(2025, 1, 1 + (i % 12), 0, 0, 0, TimeSpan.Zero),
        })));
        Assert.Equal(12, await app.Db.FindAsync<int>("SELECT count(*) FROM member_events WHERE contact_id = @id", new { id = Guid.Parse(id) }, default));
        Assert.Equal("Plan 11", (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{id}")).Text("plan"));
    }

    [Fact]
    public async Task Stripe_is_believed_by_its_signature_and_one_invoice_is_one_payment()
    {
        var id = await NewContactAsync("stripe@example.com");
        var subscription = """{"id":"evt_1","type":"customer.subscription.created","created":1740000000,"data":{"object":{"object":"subscription","id":"sub_1","customer":"cus_1","status":"active","start_date":1730000000,"items":{"data":[{"price":{"id":"price_1","nickname":"Solo Pro","unit_amount":2900,"currency":"usd","recurring":{"interval":"month","interval_count":1}}}]}}}}""";
        Assert.Equal(200, await StripeAsync(subscription)); // before anybody knows whose cus_1 is
        Assert.Equal(200, await StripeAsync("""{"id":"evt_2","type":"customer.created","created":1740000001,"data":{"object":{"object":"customer","id":"cus_1","email":"Stripe@example.com"}}}"""));
        foreach (var (number, type) in new[] { ("3", "invoice.paid"), ("4", "invoice.payment_succeeded"), ("3", "invoice.paid") })
            Assert.Equal(200, await StripeAsync($$$$"""{"id":"evt_{{{{number}}}}","type":"{{{{type}}}}","created":1740000002,"data":{"object":{"object":"invoice","id":"in_1","customer":"cus_1","amount_paid":2900,"currency":"usd"}}}"""));
        Assert.Equal(200, await StripeAsync("""{"id":"evt_6","type":"charge.refunded","created":1740000004,"data":{"object":{"object":"charge","id":"ch_1","customer":"cus_1","amount_refunded":900,"currency":"usd"},"previous_attributes":{"amount_refunded":400}}}"""));
        Assert.Equal(200, await StripeAsync("""{"id":"evt_5","type":"charge.refunded","created":1740000003,"data":{"object":{"object":"charge","id":"ch_1","customer":"cus_1","amount_refunded":400,"currency":"usd"},"previous_attributes":{"amount_refunded":0}}}"""));

        const string sums = "SELECT type, sum(amount)::bigint AS sum FROM member_events WHERE contact_id = @id AND type IN ('payment', 'refund') GROUP BY type ORDER BY type";
        Assert.Equal([("payment", 2900L), ("refund", 900L)], await app.Db.ListAsync<(string, long)>(sums, new { id = Guid.Parse(id) }, default));
        Assert.Equal("Solo Pro", (await api.GetFromJsonAsync<JsonElement>($"/api/contacts/{id}")).Text("plan"));

        Assert.Equal(403, await StripeAsync(subscription, secret: "whsec_other"));
        Assert.Equal(403, await StripeAsync(subscription, late: 301));
        Assert.Equal(400, await StripeAsync("[]"));
    }

    [Theory]
    [InlineData("""{"quantity":3,"price":{"nickname":"Team","unit_amount":4900,"currency":"usd","recurring":{"interval":"month"}}}""", "$147/mo")]
    [InlineData("""{"quantity":2,"price":{"nickname":"Team","unit_amount":4900,"currency":"usd","recurring":{"interval":"year"}}},{"price":{"unit_amount":1050,"currency":"usd"}}""", "$108.50/yr")]
    [InlineData("""{"quantity":1,"price":{"nickname":"Team","unit_amount":4900,"currency":"usd","recurring":{"interval":"month"}}},{"price":{"unit_amount":null,"currency":"usd"}}""", null)]
    public async Task A_subscription_costs_what_its_seats_and_parts_cost_together(string items, string? price)
    {
        var email = $"seats{items.Length}@example.com";
        var id = await NewContactAsync(email);
        var customer = $"cus_{items.Length}";
        Assert.Equal(200, await StripeAsync($$$$$$"""{"id":"evt_c{{{{{{customer}}}}}}","type":"customer.created","created":1740000000,"data":{"object":{"object":"customer","id":"{{{{{{customer}}}}}}","email":"{{{{{{email}}}}}}"}}}"""));
        Assert.Equal(200, await StripeAsync($$$$$$"""{"id":"evt_s{{{{{{customer}}}}}}","type":"customer.subscription.created","created":1740000001,"data":{"object":{"object":"subscription","id":"sub","customer":"{{{{{{customer}}}}}}","status":"active","items":{"data":[{{{{{{items}}}}}}]}}}}"""));
        var told = (await api.GetFromJsonAsync<JsonElement>($"/api/members/{id}/events")).GetProperty("items").EnumerateArray().Single(one => one.Text("type") == "plan_changed");
        Assert.Equal(("Team", price), (told.Text("plan"), told.Text("price")));
    }

    private async Task<int> StripeAsync(string body, string secret = Secret, long late = 0)
    {
        var at = app.Clock.GetUtcNow().ToUnixTimeSeconds() - late;
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, StripeWebhook.Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", string.Create(CultureInfo.InvariantCulture, $"t={at},v1={StripeSignature.Sign(secret, at, Encoding.UTF8.GetBytes(body))},v0=00"));
        return (int)(await client.SendAsync(request)).StatusCode;
    }

    private async Task<string> NewContactAsync(string email)
    {
        var response = await api.PostAsJsonAsync("/api/contacts", new { name = "Member", email });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
    }

    private async Task<(int Accepted, int Duplicates, int Rejected)> PostAsync(string id, object body)
    {
        var response = await api.PostAsJsonAsync($"/api/members/{id}/events", body);
        Assert.True((int)response.StatusCode == 202, await response.Content.ReadAsStringAsync());
        return Counts(await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static (int, int, int) Counts(JsonElement answer) =>
        (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("duplicates").GetInt32(), answer.GetProperty("rejected").GetInt32());
}
