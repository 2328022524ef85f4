using System.Text.Json.Nodes;
using UnifiedInbox.Bench.Mime;
using UnifiedInbox.Mail.Mime;
using Xunit.Abstractions;

namespace UnifiedInbox.Mail.Tests.Mime.Corpus;

/// <summary>Every mail of the shared corpus, field by field, against what four other parsers make of it.</summary>
public class SharedCorpusTests(ITestOutputHelper output)
{
    private static readonly string[] Fields =
    [
        "subject", "from", "to", "cc", "reply_to", "date", "message_id", "in_reply_to", "references", "structure", "text", "html", "attachments", "text_flowed",
    ];

    /// <summary>
    /// The parsers that join flowed lines keep the quote marks inside them, which RFC 3676, section 4.5 does not, and do not see
    /// a part whose type is followed by a parameter without semicolon.
    /// </summary>
    private static readonly string[] FlowedByTheStandard = ["gensmtp-testcase2", "mu-1220863087-12663-7-mindcrime-2-rs", "sisimai-lhost-x1-02"];

    [SkippableFact]
    public void What_all_parsers_agree_on_is_ours_too()
    {
        var tally = Compare();
        foreach (var field in Fields)
        {
            var (same, other) = tally[field];
            output.WriteLine($"{field}: {same} of {same + other.Count} agreed {string.Join(' ', other)}");
            if (field == "text_flowed") Assert.Empty(other.Except(FlowedByTheStandard));
            else Assert.True(same >= 0.99 * (same + other.Count), $"{field} differs in {string.Join(", ", other)}");
        }
    }

    [SkippableFact]
    public void What_they_dispute_is_mostly_answered_as_one_of_them_does()
    {
        var (one, none) = (0, new List<string>());
        foreach (var path in MimeCorpus.Messages())
        {
            var ours = Read(path);
            foreach (var (field, expected) in MimeCorpus.Expected(path))
            {
                if (expected!["status"]!.GetValue<string>() != "disputed") continue;
                if (expected["answers"]!.AsArray().Any(answer => FieldComparison.Same(field, ours[field], answer!["value"]))) one++;
                else none.Add(Path.GetFileNameWithoutExtension(path) + "." + field);
            }
        }
        output.WriteLine($"disputed: {one} as one of the others, {none.Count} as none: {string.Join(' ', none)}");
        Assert.True(one >= 0.85 * (one + none.Count), $"as no other parser: {string.Join(", ", none)}");
    }

    private static Dictionary<string, (int Same, List<string> Other)> Compare()
    {
        var tally = Fields.ToDictionary(field => field, _ => (Same: 0, Other: new List<string>()));
        foreach (var path in MimeCorpus.Messages())
        {
            var ours = Read(path);
            foreach (var (field, expected) in MimeCorpus.Expected(path))
            {
                if (expected!["status"]!.GetValue<string>() != "agreed") continue;
                var (same, other) = tally[field];
                if (FieldComparison.Same(field, ours[field], expected["value"])) tally[field] = (same + 1, other);
                else other.Add(Path.GetFileNameWithoutExtension(path));
            }
        }
        return tally;
    }

    private static JsonObject Read(string path)
    {
        using var mail = MimeMessage.Open(path);
        return MimeFields.Of(mail);
    }
}
