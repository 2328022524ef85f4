using System.Net.Mail;
using Microsoft.AspNetCore.Http;
using UnifiedInbox.Simulator.Mailing;

namespace UnifiedInbox.Simulator.Page;

/// <param name="From"><c>Name &lt;address&gt;</c> or an address.</param>
/// <param name="AnswerTo">The id of the mail this answers; empty for a new one.</param>
/// <param name="Html">The text is HTML.</param>
/// <param name="To">One of the product's mailboxes; an answer goes to the one it answers.</param>
internal sealed record WrittenMail(string? From, string? Subject, string? Text, string? AnswerTo, string? Html, string? To = null);

/// <summary>Someone writes a mail to the inbox.</summary>
internal static class WriteMail
{
    private const int Longest = 100_000;

    public static async Task<IResult> RunAsync(SimulatedPost post, WrittenMail mail)
    {
        var from = mail.From?.Trim() ?? "";
        if (from.Length > 200 || from.AsSpan().ContainsAny('\r', '\n') || !MailAddress.TryCreate(from, out _)) return Complaint.Of("Write who it is from, like Grace Hopper <grace@navy.example>.");
        if (string.IsNullOrWhiteSpace(mail.Text) || mail.Text.Length > Longest) return Complaint.Of("Write something, of at most 100,000 characters.");
        if (mail.Subject?.Length > 300 || mail.Subject.AsSpan().ContainsAny('\r', '\n')) return Complaint.Of("A subject is one line of at most 300 characters.");
        var text = mail.Text.ReplaceLineEndings("\n");
        var isHtml = mail.Html is not null;
        var answered = post.Find(mail.AnswerTo ?? "");
        var to = answered is null && post.Options.OtherMailboxes.Contains(mail.To) ? mail.To : null;
        var sent = await post.WriteAsync(from, mail.Subject?.Trim() ?? "", isHtml ? "" : text, answered, isHtml ? text : null, to);
        return Results.Json(new { id = sent.Id });
    }
}

/// <param name="Type"><c>opened</c>, <c>clicked</c>, <c>bounced</c> or <c>complained</c>.</param>
internal sealed record MailFate(string? Type);

/// <summary>What becomes of a mail the inbox sent, told as its provider tells it.</summary>
internal static class TellFate
{
    private static readonly string[] Fates = ["opened", "clicked", "bounced", "complained"];

    public static IResult Run(SimulatedPost post, string id, MailFate fate)
    {
        if (!Fates.Contains(fate.Type)) return Complaint.Of("A mail can be opened, clicked, bounced or complained.");
        if (post.Find(id) is not { IsInbound: false } mail) return Complaint.Of("That mail is not on the desk any more.");
        post.Tell(mail, fate.Type!);
        return Results.NoContent();
    }
}
