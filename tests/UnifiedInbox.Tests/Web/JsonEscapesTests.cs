using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Web;

namespace UnifiedInbox.Tests.Web;

public sealed class JsonEscapesTests
{
    [Theory]
    [InlineData("""\ud83d\ude00""", "😀")]
    [InlineData("""\uD83D\uDE00""", "😀")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\ude00""", "\uFFFD")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\ud83dx\ude00""", "\uFFFDx\uFFFD")]
    [InlineData("""\u0000""", "\uFFFD")]
    [InlineData("""\\ud83d""", """\ud83d""")]
    [InlineData("""\\\ud83d""", "\\\uFFFD")]
    [InlineData("\\n\\u0041\\\"", "\nA\"")]
    public void Escapes(string escaped, string text) => Assert.Equal(text, Read($"\"{escaped}\""));

    [Fact]
    public void Whatever_is_made_of_escapes_becomes_text_that_can_be_stored()
    {
        var unit = Gen.Elements("\\ud83d", "\\ude00", "\\u0000", "\\\\", "\\\"", "\\u0041", "u", "d83d", "x", "é");
        Check.QuickThrowOnFailure(Prop.ForAll(unit.ListOf().ToArbitrary(), units =>
        {
            var text = Read($"\"{string.Concat(units)}\"");
            return SafeText.Clean(text) == text;
        }));
    }

    private static string Read(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        JsonEscapes.Clean(bytes);
        return JsonSerializer.Deserialize<string>(bytes)!;
    }
}
