using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Templates;

namespace UnifiedInbox.Tests.Templates;

public sealed class TemplateTextTests
{
    private static readonly TemplateVariables Ann = new(new TemplateFacts
    {
        ContactName = "Dr. Ann Lee-Smith", Phone = "+14155550142", Plan = "Solo", MemberSince = new DateTimeOffset(2025, 1, 15, 0, 0, 0, TimeSpan.Zero),
        Metadata = """{"plan": "Pro <b>", "a.b": "dotted", "deep": {"er": 3}, "list": [1], "empty": " "}""", AgentName = "Ben Builder", InboxName = "Support",
    });

    [Theory]
    [InlineData("Hi {{contact.firstName}}!", "Hi Ann!")]
    [InlineData("Hi {{ contact.name | there }}!", "Hi Dr. Ann Lee-Smith!")]
    [InlineData("{{contact.lastName}} {{contact.memberSince}} {{contact.phone}}", "Lee-Smith January 2025 +14155550142")]
    [InlineData("{{contact.metadata.plan}} {{contact.metadata.a.b}} {{contact.metadata.deep.er}}", "Pro <b> dotted 3")]
    [InlineData("{{contact.email|no mail}}, {{contact.metadata.empty|nothing}}{{contact.metadata.list|}}", "no mail, nothing")]
    [InlineData("{{agent.firstName}} of {{inbox.name}}", "Ben of Support")]
    [InlineData("{{{contact.firstName}}}", "{Ann}")]
    [InlineData("No variables }} at all", "No variables }} at all")]
    public void Variables_are_filled_in(string template, string text)
    {
        Assert.Null(TemplateText.Objection(template));
        var missing = new List<string>();
        Assert.Equal(text, TemplateText.Render(template, Ann.Find, false, missing));
        Assert.Empty(missing);
    }

    [Fact]
    public void What_is_missing_is_named_once_and_stays_to_be_filled_in()
    {
        var missing = new List<string>();
        Assert.Equal("{{contact.email}} {{contact.social.x}} {{contact.email}}", TemplateText.Render("{{contact.email}} {{contact.social.x}} {{contact.email}}", Ann.Find, false, missing));
        Assert.Equal(["contact.email", "contact.social.x"], missing);
    }

    [Fact]
    public void In_formatted_text_values_are_text() =>
        Assert.Equal("<i>Pro &lt;b&gt;</i>", TemplateText.Render("<i>{{contact.metadata.plan}}</i>", Ann.Find, true, []));

    [Theory]
    [InlineData("{{contact.nme}}", "contact.nme")]
    [InlineData("{{name}}", "name")]
    [InlineData("{{contact.metadata.}}", "contact.metadata.")]
    [InlineData("{{contact.name", "does not end")]
    [InlineData("{{}}", "does not end")]
    [InlineData("{{contact.name}}{{", "does not end")]
    public void What_is_no_variable_is_refused(string template, string word) => Assert.Contains(word, TemplateText.Objection(template), StringComparison.Ordinal);

    /// <summary>Whatever somebody is called, and whatever stands around it.</summary>
    [Fact]
    public void Rendering_never_leaves_braces()
    {
        var pieces = Gen.Elements("{", "}", "{{", "}}", "{{contact.name}}", "{{contact.name|you}}", "{{contact.metadata.x|{}}", "|", "a", " ", "{{contact.firstName|}}");
        var texts = pieces.ListOf().Select(list => string.Concat(list));
        var names = Gen.Elements("{", "}", "{{", "{{contact.name}}", "Ann", "", " ", "<").ListOf().Select(list => string.Concat(list));
        Prop.ForAll(Arb.From(texts), Arb.From(names), (template, name) =>
        {
            if (TemplateText.Objection(template) is not null) return true;
            var missing = new List<string>();
            var facts = new TemplateVariables(new TemplateFacts { ContactName = name, Metadata = System.Text.Json.JsonSerializer.Serialize(new { x = name }) });
            var plain = TemplateText.Render(template, facts.Find, false, missing);
            return missing.Count > 0 || !plain.Contains("{{", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }
}
