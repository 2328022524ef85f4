using System.Net;
using Microsoft.AspNetCore.Mvc;
using UnifiedInbox.Accounts;
using UnifiedInbox.Attachments;
using UnifiedInbox.Channels;
using UnifiedInbox.Conversations.Emails;
using UnifiedInbox.Conversations.List;
using UnifiedInbox.Conversations.Threads;
using UnifiedInbox.Database;
using UnifiedInbox.Mail.Html;
using UnifiedInbox.Messages;
using UnifiedInbox.Messages.Email;
using UnifiedInbox.Scheduling;
using UnifiedInbox.Templates;
using UnifiedInbox.Templates.WhatsApp;
using UnifiedInbox.Web;
using UnifiedInbox.Web.Components;

namespace UnifiedInbox.Conversations.Composing;

/// <summary>
/// <c>POST /inbox/{id}/send</c>: hands what the composer holds to the outbox. Where a teammate answered
/// while this was being written, it is held: the thread shows it with the choice to send or discard it.
/// </summary>
internal sealed class SendReply(Db db, Outbox outbox, ForwardEmail forward, QuoteEmail quote, SettingsStore settings, TimeProvider time)
{
    private const string ChannelOfInbox = "SELECT channel FROM inboxes WHERE id = @InboxId AND can_use_inbox(@userId, id)";

    /// <param name="conversationId">Where it was written; null where the conversation begins with it.</param>
    /// <param name="zone">The writer's, for times that name none.</param>
    public async Task<EnqueueOutcome> RunAsync(
        Caller caller, Guid contactId, Guid? conversationId, ReplyForm form, TimeZoneInfo zone, CancellationToken ct)
    {
        if (await ReadAsync(caller, contactId, form, ct) is not { } message)
            return new EnqueueOutcome.Refused("no_inbox", "inboxId", "Choose the sender first: you may not use this one.");
        if (TemplateText.LeftIn($"{form.Subject} {form.Content} {form.Html}").ToList() is { Count: > 0 } missing)
            return new EnqueueOutcome.Refused("template_variable_missing", "content", $"Fill in {string.Join(" and ", missing)} first.");
        var (sendAt, wrong) = LaterForm.Read(form, zone, time.GetUtcNow());
        if (wrong is not null) return wrong;
        message = message with
        {
            SendAt = sendAt,
            UndoFor = sendAt is null ? await UndoSetting.ReadAsync(settings, ct) : TimeSpan.Zero,
            Draft = form.DraftIn(conversationId),
        };
        if (message.Channel != Channel.Email) return await outbox.EnqueueAsync(caller, message, ct);
        return form.Forwarded is { } original
            ? await ForwardAsync(caller, original, form, message, ct)
            : await outbox.EnqueueAsync(caller, await CompleteAsync(caller, message, form, ct), ct);
    }

    /// <summary>The message the composer holds; null where the caller may not use the sender.</summary>
    public async Task<NewMessage?> ReadAsync(Caller caller, Guid contactId, ReplyForm form, CancellationToken ct)
    {
        if (ChannelName.Parse(await db.FindAsync<string>(ChannelOfInbox, new { form.InboxId, userId = caller.UserId }, ct)) is not { } channel) return null;
        return new NewMessage
        {
            Id = form.MessageId,
            ContactId = contactId,
            Channel = channel,
            InboxId = form.InboxId,
            // Browsers send line breaks as CR LF, which costs a septet each in a text message.
            Content = (form.Content ?? "").ReplaceLineEndings("\n").Trim(),
            Attachments = channel == Channel.Email ? [] : form.Files,
            MediaUrls = form.MediaUrl?.Trim() is { Length: > 0 } url ? [url] : [],
            SendAnyway = form.SendAnyway,
            OverrulesQuietHours = form.IgnoreQuietHours,
            SeenAt = RowKey.TimeOf(form.Seen),
            Template = form.ContentSid is { Length: > 0 } sid ? new ChosenTemplate { Key = sid, Values = form.Variables } : null,
            ReplyToId = channel == Channel.Email ? form.Answered : null,
            Email = channel == Channel.Email ? EmailForm.Read(form) : null,
        };
    }

    /// <summary>Signature and history below what was written; an empty mail stays empty, and is refused as such.</summary>
    private async Task<NewMessage> CompleteAsync(Caller caller, NewMessage message, ReplyForm form, CancellationToken ct)
    {
        var signed = await SignAsync(caller, message, ct);
        if (signed.Content.Length == 0 && string.IsNullOrWhiteSpace(signed.Email?.Html)) return signed;
        if (form.Answered is not { } answered || form.WithoutHistory || await quote.RunAsync(caller, answered, false, ct) is not { } history) return signed;
        var words = signed.Email!.Words ?? WordsOf(message);
        return signed with
        {
            Content = $"{(signed.Content.Length > 0 ? signed.Content : words).TrimEnd()}\n\n{history.Text}",
            Email = signed.Email with { Words = words, Below = history.Html },
        };
    }

    private static string WordsOf(NewMessage message) =>
        message.Content.Length > 0 ? message.Content : string.IsNullOrWhiteSpace(message.Email?.Html) ? "" : HtmlText.Of(message.Email.Html).Trim();

    /// <summary>The agent's and the mailbox's signature below what was written.</summary>
    private async Task<NewMessage> SignAsync(Caller caller, NewMessage message, CancellationToken ct)
    {
        var words = WordsOf(message);
        var signature = words.Trim().Length == 0 ? new Signature("", "") : await Signature.FindAsync(db, caller.UserId, message.InboxId, ct);
        if (signature.Text.Length == 0) return message;
        var html = string.IsNullOrWhiteSpace(message.Email?.Html) ? null : $"{message.Email.Html}<br><br>-- <br>{signature.Html}";
        return message with { Content = $"{words.TrimEnd()}\n\n-- \n{signature.Text}", Email = message.Email! with { Html = html, Words = words } };
    }

    private async Task<EnqueueOutcome> ForwardAsync(Caller caller, Guid original, ReplyForm form, NewMessage message, CancellationToken ct)
    {
        if (EmailForm.People(form.To) is not [var first, ..]) return new EnqueueOutcome.Refused("to_missing", "to", "Say who it goes to.");
        if (await quote.RunAsync(caller, original, true, ct) is not { } passedOn) return new EnqueueOutcome.NotFound("forwardOfId");
        if (await forward.FindRecipientAsync(caller, first, ct) is not { } recipient)
            return new EnqueueOutcome.Refused("bad_email", "to", $"“{first.Address}” is not an email address.");
        var signed = await SignAsync(caller, message, ct);
        var words = signed.Content.Length > 0 ? signed.Content : WordsOf(signed);
        var html = string.IsNullOrWhiteSpace(signed.Email!.Html) ? WebUtility.HtmlEncode(words).Replace("\n", "<br>", StringComparison.Ordinal) + "<br>" : signed.Email.Html;
        return await outbox.EnqueueAsync(caller, signed with
        {
            ContactId = recipient,
            ToAddress = first.Address.ToLowerInvariant(),
            ReplyToId = null,
            SeenAt = null,
            Content = $"{words}\n\n{passedOn.Text}".Trim(),
            // What is passed on is what a forward says.
            Email = signed.Email with { Html = html, Below = passedOn.Html, Words = null },
        }, ct);
    }

    public static async Task<IResult> EndpointAsync(
        string id, [FromForm] ReplyForm form, HttpContext http, SendReply send, FindConversation find, OpenInbox inbox, Db db, CancellationToken ct)
    {
        var caller = http.Caller();
        if (!Guid.TryParse(id, out var known) || await find.RunAsync(caller, known, ct) is not { } conversation) return TypedResults.NotFound();
        var choice = ListChoice.OfPage(http.Request);
        form.ReadVariables(http.Request.Form);
        switch (await send.RunAsync(caller, conversation.ContactId, known, form, ViewerZone.Of(http), ct))
        {
            case EnqueueOutcome.Queued queued when queued.Message.ContactId != conversation.ContactId:
                return TurboStream.SeeOther(choice.UrlOf(queued.Message.ConversationId));
            case EnqueueOutcome.Queued queued:
                await AttachmentsOf.FillAsync(db, [queued.Message], ct);
                return TurboStream.OrRedirect(
                    http.Request,
                    choice.UrlOf(known),
                    RefreshThread.Place(new([queued.Message], await QuotedMessage.ReadAsync(db, caller, [queued.Message], ct), null)),
                    TurboStream.Replace<ComposerIds>("composer-ids", new { MessageId = NewId.Next(), Seen = queued.Message.Status == "scheduled" ? form.Seen : RowKey.Of(queued.Message.At, queued.Message.Id) }),
                    TurboStream.Append<SentToast>("toasts", new { queued.Message }),
                    TurboStream.Replace<EmailFields>(EmailFields.Id, new { Draft = await NextAsync(db, caller, queued.Message, form, ct) }),
                    TurboStream.Update<Nothing>("composer-error"));
            case EnqueueOutcome.Refused refused:
                var reply = RefusedReply.Of(refused, form);
                if (TurboStream.IsAskedBy(http.Request)) return Refuse(reply);
                return await inbox.AnswerAsync(http, choice, known, reply, ct);
            default:
                return TypedResults.NotFound();
        }
    }

    /// <summary>What the composer goes on with: the mail that was sent, or, where that waits for its time, the one it answers.</summary>
    private static async Task<EmailDraft?> NextAsync(Db db, Caller caller, Message sent, ReplyForm form, CancellationToken ct)
    {
        if (sent.Channel != "email") return null;
        var last = sent.Status != "scheduled" ? sent : form.Answered is { } answered ? await FindMessage.RunAsync(db, caller, answered, ct) : null;
        return last is null ? null : EmailDraft.Reply(last) with { IsQuiet = true };
    }

    /// <summary>Only the words beside the text: the field itself is left alone, with whatever was typed since.</summary>
    public static IResult Refuse(RefusedReply reply)
    {
        var answer = TurboStream.Answer(TurboStream.Update<ComposerError>("composer-error", new { reply.Code, reply.Field, reply.Text, reply.Later }));
        answer.StatusCode = 422;
        return answer;
    }
}
