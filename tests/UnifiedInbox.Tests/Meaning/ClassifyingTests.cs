using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Tests.Messages;

namespace UnifiedInbox.Tests.Meaning;

/// <summary>People write, and a worker tells what they mean.</summary>
public sealed class ClassifyingTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task What_somebody_writes_is_told_with_its_reasons()
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Your driver was rude and my parcel is broken. Terrible service!");
        var meaning = await MeaningOfAsync(desk.Api, message);
        Assert.Equal("en", meaning.Text("language"));
        Assert.Equal("negative", meaning.GetProperty("sentiment").Text("value"));
        Assert.InRange(meaning.GetProperty("sentiment").GetProperty("score").GetDouble(), 0.5, 1);
        Assert.Contains(meaning.GetProperty("sentiment").GetProperty("why").EnumerateArray(), word => word.Text("word") is "Terrible" or "rude" or "broken");
    }

    [Theory]
    [InlineData("¿Dónde está mi pedido? Estoy muy enojado")]
    [InlineData("我的订单在哪里?太糟糕了")]
    public async Task Another_language_is_unknown_rather_than_guessed(string text)
    {
        var meaning = await MeaningOfAsync(desk.Api, await desk.ReceiveAsync(CarrierDesk.NewPhone(), text));
        Assert.Equal("unknown", meaning.Text("language"));
        Assert.Equal("unknown", meaning.GetProperty("sentiment").Text("value"));
        Assert.Equal("unknown", meaning.GetProperty("category").Text("value"));
        Assert.Equal(JsonValueKind.Null, meaning.GetProperty("sentiment").GetProperty("score").ValueKind);
    }

    [Fact]
    public async Task What_we_write_and_notes_are_not_told()
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Hello there");
        var ours = await desk.SendAsync(message.Text("contactId")!, "We are terribly sorry");
        await MeaningOfAsync(desk.Api, await desk.ReceiveAsync(CarrierDesk.NewPhone(), "And another one after it"));
        Assert.Equal(404, (int)(await desk.Api.GetAsync($"/api/messages/{ours.Text("id")}/meaning")).StatusCode);
    }

    [Fact]
    public async Task A_correction_counts_is_named_and_can_be_taken_back()
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "I love it, thank you so much");
        await MeaningOfAsync(desk.Api, message);
        var url = $"/api/messages/{message.Text("id")}/meaning";
        var corrected = await Read(await desk.Api.PatchAsJsonAsync(url, new { sentiment = "negative", category = "feedback" }));
        Assert.Equal("negative", corrected.GetProperty("sentiment").Text("value"));
        Assert.Equal("positive", corrected.GetProperty("sentiment").Text("toldAs"));
        Assert.NotEqual(JsonValueKind.Null, corrected.GetProperty("category").GetProperty("corrected").ValueKind);
        var back = await Read(await desk.Api.PatchAsJsonAsync(url, new { sentiment = "auto", category = "auto" }));
        Assert.Equal("positive", back.GetProperty("sentiment").Text("value"));
        Assert.Equal(JsonValueKind.Null, back.GetProperty("sentiment").GetProperty("corrected").ValueKind);
    }

    [Theory]
    [InlineData("{\"sentiment\":\"glad\"}")]
    [InlineData("{\"category\":\"nonsense\"}")]
    [InlineData("{\"category\":\"00000000-0000-0000-0000-000000000001\"}")]
    [InlineData("{}")]
    public async Task What_is_no_sentiment_or_category_is_refused(string body)
    {
        var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "Good morning to you");
        await MeaningOfAsync(desk.Api, message);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(422, (int)(await desk.Api.PatchAsync($"/api/messages/{message.Text("id")}/meaning", content)).StatusCode);
    }

    [Fact]
    public async Task Settings_show_how_well_it_is_told()
    {
        var models = (await desk.Api.GetFromJsonAsync<JsonElement>("/api/meaning/models")).GetProperty("items").EnumerateArray().ToList();
        foreach (var kind in ModelKind.All)
            Assert.InRange(models.Single(model => model.Text("kind") == kind).GetProperty("measured").GetProperty("accuracy").GetDouble(), 0.6, 1);
        using var page = await desk.Api.GetAsync("/settings/meaning");
        Assert.Contains("data-accuracy=\"sentiment\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    internal static async Task<JsonElement> MeaningOfAsync(HttpClient api, JsonElement message)
    {
        var found = await Eventually.IsAsync(async () => await api.GetAsync($"/api/messages/{message.Text("id")}/meaning") is { IsSuccessStatusCode: true } answer ? answer : null, "the message is told");
        return await found.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

/// <summary>A team says what things mean, and the models learn it.</summary>
public sealed class LearningTests(CarrierDesk desk) : IClassFixture<CarrierDesk>
{
    [Fact]
    public async Task What_the_team_says_is_learned_and_a_correction_outlives_every_training()
    {
        var label = (await ClassifyingTests.Read(await desk.Api.PostAsJsonAsync("/api/labels", new { name = "Wallaby" }))).Text("id")!;
        await desk.App.Db.ExecuteAsync("INSERT INTO settings (key, value) VALUES ('meaning_labels', to_jsonb(ARRAY[@label]))", new { label }, default);
        string[] texts = ["The wallaby escaped again", "Our wallaby is on the roof", "Please catch the wallaby", "A wallaby stands in my kitchen", "Who feeds the wallaby today", "The wallaby ate my hat",
            "Is the wallaby back already", "I saw the wallaby near the station", "That wallaby jumps too high"];
        foreach (var text in texts)
        {
            var message = await desk.ReceiveAsync(CarrierDesk.NewPhone(), text);
            await ClassifyingTests.MeaningOfAsync(desk.Api, message);
            await ClassifyingTests.Read(await desk.Api.PatchAsJsonAsync($"/api/messages/{message.Text("id")}/meaning", new { category = label }));
        }
        var odd = await desk.ReceiveAsync(CarrierDesk.NewPhone(), "How much does the premium plan cost?");
        await ClassifyingTests.MeaningOfAsync(desk.Api, odd);
        await ClassifyingTests.Read(await desk.Api.PatchAsJsonAsync($"/api/messages/{odd.Text("id")}/meaning", new { category = "feedback", sentiment = "positive" }));

        var train = desk.App.Services.GetRequiredService<TrainModels>();
        Assert.Equal(2, await train.RunAsync(default));
        Assert.Equal(0, await train.RunAsync(default)); // nothing new

        var fresh = await ClassifyingTests.MeaningOfAsync(desk.Api, await desk.ReceiveAsync(CarrierDesk.NewPhone(), "The wallaby is gone"));
        Assert.Equal(label, fresh.GetProperty("category").Text("value"));
        Assert.Equal("Wallaby", fresh.Text("categoryName"));
        var kept = await desk.Api.GetFromJsonAsync<JsonElement>($"/api/messages/{odd.Text("id")}/meaning");
        Assert.Equal("feedback", kept.GetProperty("category").Text("value"));
        Assert.Equal("positive", kept.GetProperty("sentiment").Text("value"));
        var model = (await desk.Api.GetFromJsonAsync<JsonElement>("/api/meaning/models")).GetProperty("items").EnumerateArray().Single(entry => entry.Text("kind") == "category");
        Assert.Equal(texts.Length + 1, model.GetProperty("ownExamples").GetInt32());
        Assert.InRange(model.GetProperty("measured").GetProperty("accuracy").GetDouble(), 0.9, 1);
    }
}

/// <summary>Two nodes work at one installation, and there is a past that nobody told.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private CarrierDesk desk = null!;
    private TestApp other = null!;

    public async Task InitializeAsync()
    {
        desk = await CarrierDesk.StartAsync();
        other = await desk.StartNodeAsync(desk.App.Database);
    }

    public async Task DisposeAsync()
    {
        await other.DisposeAsync();
        await desk.DisposeAsync();
    }

    [Fact]
    public async Task Each_message_is_told_once_whoever_is_at_it_and_history_as_well()
    {
        var phone = CarrierDesk.NewPhone();
        var first = await desk.ReceiveAsync(phone, "Hello, it is me");
        var contact = Guid.Parse(first.Text("contactId")!);
        await desk.App.Db.ExecuteAsync("""
            INSERT INTO messages (id, contact_id, conversation_id, inbox_id, channel, direction, status, content, from_address, to_address, provider, at)
            SELECT gen_random_uuid(), m.contact_id, m.conversation_id, m.inbox_id, 'sms', 'inbound', 'received', 'Where is my parcel number ' || n, m.from_address, m.to_address, 'import', m.at - n * interval '1 hour'
              FROM messages m CROSS JOIN generate_series(1, 1000) n WHERE m.contact_id = @contact;
            UPDATE meaning_progress SET feed_epoch = 'a former one', history_at = NULL, history_id = NULL, history_done = false
            """, new { contact }, default);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(n => desk.ReceiveAsync(CarrierDesk.NewPhone(), $"Please call me back about order {n}")));
        await Eventually.TrueAsync(async () => await desk.App.Db.FindAsync<bool>("""
            SELECT (SELECT history_done FROM meaning_progress) AND NOT EXISTS (
                SELECT FROM messages m WHERE m.direction = 'inbound' AND NOT EXISTS (SELECT FROM message_meanings y WHERE y.message_id = m.id))
            """, null, default), "all is told", 60);
        Assert.Equal(0, await desk.App.Db.FindAsync<int>("SELECT count(*) FROM (SELECT message_id FROM changes WHERE kind = 'meaning' GROUP BY message_id HAVING count(*) > 1) t", null, default));
    }
}
