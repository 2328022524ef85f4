using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Web;

namespace UnifiedInbox.Policies.Sending;

/// <summary>How much one sender may send a day, and what it answers by itself: as an admin enters it.</summary>
public sealed record SendingForm
{
    public const int LongestAnswer = 320;

    /// <summary>As typed; empty = as many as like.</summary>
    public string DailyCap { get; init; } = "";

    public bool AnswersKeywords { get; init; }

    public string Stop { get; init; } = "You are unsubscribed and will get no more messages from us. Reply START to change that.";

    public string Start { get; init; } = "Welcome back! Reply STOP at any time to unsubscribe.";

    public string Help { get; init; } = "A person will answer you here. Reply STOP to get no more messages.";

    public int? DailyCapValue => DailyCap.Length == 0 ? null : int.Parse(DailyCap, NumberStyles.None, CultureInfo.InvariantCulture);

    internal static SendingForm Of(Inbox inbox)
    {
        var form = new SendingForm { DailyCap = inbox.DailyCap?.ToString(CultureInfo.InvariantCulture) ?? "" };
        using var saved = JsonDocument.Parse(inbox.AutoReplies);
        return saved.RootElement.TryGetProperty("on", out var on)
            ? form with { AnswersKeywords = on.ValueKind == JsonValueKind.True, Stop = Text("stop"), Start = Text("start"), Help = Text("help") }
            : form;

        string Text(string name) => saved.RootElement.TryGetProperty(name, out var text) ? text.ToString() : "";
    }

    internal static SendingForm Read(IFormCollection form) => new()
    {
        DailyCap = form["dailyCap"].ToString().Trim(),
        AnswersKeywords = form["answersKeywords"] == "true",
        Stop = SafeText.Clean(form["stop"].ToString().Trim().ReplaceLineEndings("\n")),
        Start = SafeText.Clean(form["start"].ToString().Trim().ReplaceLineEndings("\n")),
        Help = SafeText.Clean(form["help"].ToString().Trim().ReplaceLineEndings("\n")),
    };

    internal FieldErrors Check()
    {
        var errors = new FieldErrors();
        if (DailyCap.Length > 0 && (!int.TryParse(DailyCap, NumberStyles.None, CultureInfo.InvariantCulture, out var cap) || cap is < 1 or > 1_000_000))
            errors["dailyCap"] = ["A number from 1 to 1,000,000, or nothing for no limit."];
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("stop", Stop), ("start", Start), ("help", Help)])
            if (text.Length > LongestAnswer) errors[name] = [$"At most {LongestAnswer} characters: that is two text messages."];
        return errors;
    }

    internal string AutoRepliesJson => JsonSerializer.Serialize(new { on = AnswersKeywords, stop = Stop, start = Start, help = Help });
}
