using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Tests.Meaning;

/// <summary>The classifier by itself, on the shared sets (their training files alone: the test files are kept apart) and on small ones of our own.</summary>
public sealed class TextClassifierTests
{
    [SkippableTheory]
    [InlineData("banking77-train.csv", 0.902)]
    [InlineData("sentiment-sentences-train.csv", 0.85)]
    public async Task Of_five_parts_it_tells_the_fifth_after_four_at_least_as_well_as_a_plain_linear_model(string file, double floor)
    {
        var examples = (await ReadAsync(file)).ToArray();
        new Random(7).Shuffle(examples);
        var measured = Measure([.. examples.Where((_, i) => i % 5 != 0)], [.. examples.Where((_, i) => i % 5 == 0)]);
        Assert.True(measured.Accuracy > floor, $"{measured.Accuracy:P2} of {measured.Count}");
    }

    [SkippableFact]
    public async Task It_tells_the_intents_of_the_validation_file()
    {
        var measured = Measure(InScope(await ReadAsync("clinc150-train.csv")), InScope(await ReadAsync("clinc150-validation.csv")));
        Assert.True(measured.Accuracy > 0.93, $"{measured.Accuracy:P2} of {measured.Count}");
    }

    [Fact]
    public void A_written_model_tells_the_same_when_read_again_and_holds_no_words()
    {
        var classifier = TextClassifier.Train(Small, default);
        var file = ModelFile.Write(classifier);
        var again = ModelFile.Read(file);
        foreach (var text in new[] { "where is my parcel", "what does it cost", "xylophone" })
        {
            Assert.Equal(classifier.Classify(text).Label, again.Classify(text).Label);
            Assert.Equal(classifier.Classify(text).Probability, again.Classify(text).Probability, 0.02);
        }
        Assert.DoesNotContain("parcel", System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => ModelFile.Read(file[..(file.Length / 2)]));
        Assert.Throws<InvalidDataException>(() => ModelFile.Read([1, 2, 3]));
    }

    [Fact]
    public void It_says_which_words_weighed_most()
    {
        var verdict = ShippedTexts.Model(ModelKind.Sentiment).Classify("The new driver was absolutely wonderful to us");
        Assert.Equal("positive", verdict.Label);
        Assert.Contains(verdict.Why.Take(2), word => word.Word == "wonderful");
        Assert.InRange(verdict.Why.Sum(word => word.Weight), 0.1, 1.01);
        Assert.Equal(1, verdict.All.Sum(entry => entry.Probability), 0.001);
    }

    [Theory]
    [InlineData("I love it, thank you so much!", "positive", "other")]
    [InlineData("How much does the premium plan cost for ten people?", "neutral", "sales")]
    [InlineData("I forgot my password and cannot log in to my account", null, "support")]
    [InlineData("This is the worst service I have ever had, terrible.", "negative", "feedback")]
    [InlineData("👍", "positive", "other")]
    [InlineData("ok", "neutral", "other")]
    public void What_ships_tells_what_people_write_to_a_business(string text, string? sentiment, string category)
    {
        if (sentiment is not null) Assert.Equal(sentiment, ShippedTexts.Model(ModelKind.Sentiment).Classify(text).Label);
        Assert.Equal(category, ShippedTexts.Model(ModelKind.Category).Classify(text).Label);
    }

    [Theory]
    [InlineData("Not bad at all, we will come again", "positive")]
    [InlineData("The food wasn't bad", "positive")]
    [InlineData("not bad", "positive")]
    [InlineData("I wasn’t disappointed", "positive")]
    [InlineData("No complaints, everything went well", "positive")]
    [InlineData("I have never had a problem with you, great service", "positive")]
    [InlineData("Nothing to complain about, thanks", "positive")]
    [InlineData("No problem, see you on Friday", "neutral")]
    [InlineData("No worries", "neutral")]
    [InlineData("This is bad", "negative")]
    [InlineData("I am very disappointed", "negative")]
    [InlineData("I am not happy with this", "negative")]
    [InlineData("Not great, to be honest", "negative")]
    [InlineData("no help at all", "negative")]
    public void A_no_turns_round_what_it_stands_before(string text, string sentiment) =>
        Assert.Equal(sentiment, ShippedTexts.Model(ModelKind.Sentiment).Classify(text).Label);

    [Fact]
    public void What_is_read_as_one_word_is_shown_as_it_stands() =>
        Assert.Contains(ShippedTexts.Model(ModelKind.Sentiment).Classify("The food was not that bad").Why, word => word.Word == "not that bad");

    [Theory]
    [InlineData("Where is my order?", true)]
    [InlineData("ok thx", true)]
    [InlineData("refund please", true)]
    [InlineData("¿Dónde está mi pedido?", false)]
    [InlineData("Wo ist meine Bestellung?", false)]
    [InlineData("Merci beaucoup", false)]
    [InlineData("Olá, preciso de ajuda", false)]
    [InlineData("buongiorno, vorrei un preventivo", false)]
    [InlineData("Где мой заказ?", false)]
    [InlineData("我的订单在哪里", false)]
    [InlineData("ご注文はどこですか", false)]
    [InlineData("siparişim nerede", false)]
    public void Only_english_is_taken_for_english(string text, bool isEnglish) =>
        Assert.Equal(isEnglish ? Language.English : Language.Unknown, LanguageCheck.Of(text));

    [SkippableFact]
    public async Task Of_real_english_hardly_any_is_taken_for_foreign_and_of_chinese_all()
    {
        var english = (await ReadAsync("banking77-train.csv")).Concat(await ReadAsync("sentiment-sentences-train.csv")).ToList();
        Assert.InRange(english.Count(example => LanguageCheck.Of(example.Text) != Language.English), 0, english.Count / 100);
        var chinese = File.ReadLines(SharedFolder.Path("corpus", "conversations", "crosswoz-zh.jsonl"))
            .SelectMany(line => System.Text.Json.JsonElement.Parse(line).GetProperty("messages").EnumerateArray()).Select(message => message.GetProperty("text").GetString()!).Where(text => text.Any(char.IsLetter)).ToList();
        Assert.InRange(chinese.Count(text => LanguageCheck.Of(text) == Language.English), 0, chinese.Count / 100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\uD800\uFFFF")]
    [InlineData("🤷‍♀️🏳️‍🌈 :-) http://x.example/?a=1 me@example.com")]
    public void No_text_makes_it_fail(string text)
    {
        var verdict = ShippedTexts.Model(ModelKind.Category).Classify(text);
        Assert.InRange(verdict.Probability, 0, 1);
        _ = LanguageCheck.Of(text + new string('x', 100_000));
        _ = ShippedTexts.Model(ModelKind.Sentiment).Classify(string.Concat(Enumerable.Repeat("ab ", 50_000)));
    }

    private static readonly Example[] Small =
    [
        new("where is my parcel", "support"), new("my parcel did not arrive", "support"), new("the parcel is lost", "support"),
        new("what does it cost", "sales"), new("how much does it cost to buy ten", "sales"), new("I want to buy one", "sales"),
    ];

    private static Measurement Measure(List<Example> lessons, List<Example> asked)
    {
        var classifier = TextClassifier.Train(lessons, default);
        return Measurement.Of([.. asked.Select(example => (example.Label, classifier.Classify(example.Text).Label))]);
    }

    private static async Task<List<Example>> ReadAsync(string file) =>
        [.. (await LabelledFile.ReadAsync(SharedFolder.Path("corpus", "text", file), default)).Rows.Select(row => new Example(row.Text, row.Label))];

    private static List<Example> InScope(List<Example> examples) => [.. examples.Where(example => example.Label != "oos")];
}
