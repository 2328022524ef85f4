using System.Net.Http.Json;
using UnifiedInbox.Messages.Email;
using static UnifiedInbox.Tests.Mailboxes.Mails;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Mail through the one door, whatever brought it: whose it is, and which thread it joins.</summary>
public sealed class ReceivingMailTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [Fact]
    public async Task A_stranger_becomes_a_contact_and_waits_for_an_answer()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var received = await desk.ReceiveAsync(inbox, Raw($"\"Pat Doe\" <{person.ToUpperInvariant()}>", more: "Cc: Chris <chris@example.net>\n"));
        Assert.Equal(ReceivedOutcome.Stored, received.Outcome);
        var message = (await desk.MessageAsync(received.MessageId))!;
        Assert.Equal(("inbound", "received", person, "Pat Doe", "new"), (message.Direction, message.Status, message.FromAddress, message.FromName, message.JoinedBy));
        Assert.Equal("How are you?", message.Content);
        Assert.Equal(["chris@example.net"], message.Cc);
        Assert.NotNull((await desk.ConversationAsync(received.ConversationId))!.WaitingSince);
        Assert.Equal("Pat Doe", await desk.Db.FindAsync<string>("SELECT name FROM contacts WHERE id = @ContactId", new { received.ContactId }, CancellationToken.None));
        Assert.Equal("chris@example.net", await desk.Db.FindAsync<string>(
            "SELECT string_agg(address, ',') FROM conversation_participants WHERE conversation_id = @ConversationId", new { received.ConversationId }, CancellationToken.None));
    }

    [Theory]
    [InlineData("Hello", "Please unsubscribe me from these mails.\n\nOn Sat, 21 Nov 2026 at 11:00, Support <support@example.org> wrote:\n> Our news", true)]
    [InlineData("Unsubscribe", "", true)]
    [InlineData("Re: News", "STOP", true)]
    [InlineData("Re: News", "Please stop emailing me", true)]
    [InlineData("Re: News", "No more newsletters please", true)]
    [InlineData("Order 7", "Cancel", false)]
    [InlineData("Re: News", "Thanks, that helps!\n\nOn Sat, 21 Nov 2026 at 11:00, Support <support@example.org> wrote:\n> To unsubscribe click here", false)]
    public async Task A_wish_for_no_more_mail_is_offered_to_be_an_opt_out(string subject, string text, bool offered)
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var received = await desk.ReceiveAsync(inbox, Raw(person, subject, text));
        var page = await desk.Api.GetStringAsync("/inbox/" + received.ConversationId);
        Assert.Equal(offered, page.Contains("They seem to want no more mail.", StringComparison.Ordinal));
        if (!offered) return;
        (await desk.Api.PostAsJsonAsync($"/api/messages/{received.MessageId}/opt-out-wish", new { answer = "opt_out" })).EnsureSuccessStatusCode();
        Assert.Equal("opted_out", await desk.Db.FindAsync<string>("SELECT consent_state(@Id, @person, 'email')", new { inbox.Id, person }, CancellationToken.None));
        var wording = await desk.Db.FindAsync<string>("SELECT wording FROM consents WHERE address = @person", new { person }, CancellationToken.None);
        Assert.DoesNotContain("Our news", wording, StringComparison.Ordinal);
        Assert.NotEqual("", wording);
    }

    [Fact]
    public async Task A_newsletter_that_can_be_left_is_no_such_wish()
    {
        var inbox = await desk.AddInboxAsync();
        var received = await desk.ReceiveAsync(inbox, Raw(NewPerson(), "Unsubscribe", "Unsubscribe", more: "List-Id: <news.example.net>\nPrecedence: bulk\n"));
        Assert.DoesNotContain("optOutWish", (await desk.MessageAsync(received.MessageId))!.Metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_joins_its_thread_and_shows_only_its_new_words()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person));
        var ours = await desk.SentFromHereAsync(inbox, first, person);
        var answer = await desk.ReceiveAsync(inbox, Raw(person, "Re: Hello", "Thanks!\n\nOn Sat, 21 Nov 2026 at 11:00, Support <support@example.org> wrote:\n> Our answer", more: $"In-Reply-To: <{ours.RfcId}>\n"));
        var (one, two) = ((await desk.MessageAsync(first.MessageId))!, (await desk.MessageAsync(answer.MessageId))!);
        Assert.Equal((one.ThreadId, "reference", "Thanks!"), (two.ThreadId, two.JoinedBy, two.ReplyText));
    }

    [Fact]
    public async Task A_reply_that_overtakes_the_mail_it_answers_is_joined_by_it()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var id = NewId();
        var reply = await desk.ReceiveAsync(inbox, Raw(person, "Re: Late", more: $"In-Reply-To: <{id}>\n"));
        var late = await desk.ReceiveAsync(inbox, Raw(person, "Late", id: id));
        Assert.Equal((await desk.MessageAsync(reply.MessageId))!.ThreadId, (await desk.MessageAsync(late.MessageId))!.ThreadId);
    }

    [Fact]
    public async Task A_stranger_who_names_a_mail_of_others_is_let_into_nothing()
    {
        var inbox = await desk.AddInboxAsync();
        var (id, person) = (NewId(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Raw(person, id: id));
        var forged = await desk.ReceiveAsync(inbox, Raw(NewPerson(), "Re: Hello", more: $"In-Reply-To: <{id}>\n"));
        Assert.NotEqual(first.ConversationId, forged.ConversationId);
        var colleague = await desk.ReceiveAsync(inbox, Raw(NewPerson(), "Re: Hello", more: $"In-Reply-To: <{id}>\nCc: {person}\n"));
        Assert.Equal(first.ConversationId, colleague.ConversationId);
    }

    [Fact]
    public async Task A_known_subject_joins_only_the_same_persons_thread()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person, "Invoice 7"));
        var second = (await desk.MessageAsync((await desk.ReceiveAsync(inbox, Raw(person, "AW: Invoice 7"))).MessageId))!;
        Assert.Equal(((await desk.MessageAsync(first.MessageId))!.ThreadId, "subject"), (second.ThreadId, second.JoinedBy));
        var other = (await desk.MessageAsync((await desk.ReceiveAsync(inbox, Raw(NewPerson(), "AW: Invoice 7"))).MessageId))!;
        Assert.Equal("new", other.JoinedBy);
    }

    [Fact]
    public async Task Another_subject_is_another_thread_in_the_same_conversation()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person, "One"));
        var second = await desk.ReceiveAsync(inbox, Raw(person, "Two"));
        Assert.Equal(first.ConversationId, second.ConversationId);
        Assert.NotEqual((await desk.MessageAsync(first.MessageId))!.ThreadId, (await desk.MessageAsync(second.MessageId))!.ThreadId);
    }

    [Fact]
    public async Task The_same_mail_twice_is_one_and_two_mails_of_one_id_are_two()
    {
        var inbox = await desk.AddInboxAsync();
        var (id, person) = (NewId(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Raw(person, id: id));
        var again = await desk.ReceiveAsync(inbox, "Received: by another way\n" + Raw(person, id: id));
        Assert.Equal((ReceivedOutcome.Duplicate, first.MessageId), (again.Outcome, again.MessageId));
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(inbox, Raw(person, text: "Something else", id: id))).Outcome);
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(await desk.AddInboxAsync(), Raw(person, id: id))).Outcome);
    }

    [Fact]
    public async Task Mail_without_an_id_gets_the_same_one_each_time()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = $"From: {NewPerson()}\nSubject: No id\n\nText\n";
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(inbox, raw)).Outcome);
        Assert.Equal(ReceivedOutcome.Duplicate, (await desk.ReceiveAsync(inbox, raw)).Outcome);
    }

    [Fact]
    public async Task A_copy_of_what_we_sent_is_known()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var ours = await desk.SentFromHereAsync(inbox, await desk.ReceiveAsync(inbox, Raw(person)), person);
        var copy = await desk.ReceiveAsync(inbox, $"Message-ID: <{ours.RfcId}>\nFrom: {inbox.Address}\nTo: {person}\nSubject: Re: Hello\n\nOur answer\n", isSent: true);
        Assert.Equal((ReceivedOutcome.Own, ours.Id), (copy.Outcome, copy.MessageId));
        var renamed = await desk.ReceiveAsync(inbox, $"Message-ID: <0100@eu-west-1.amazonses.com>\nFrom: {inbox.Address}\nTo: {person}\nReferences: <{ours.RfcId}>\nSubject: Re: Hello\n\nOur answer\n", isSent: true);
        Assert.Equal((ReceivedOutcome.Own, ours.Id), (renamed.Outcome, renamed.MessageId));
    }

    [Fact]
    public async Task An_answer_from_the_mailboxs_own_program_joins_and_answers()
    {
        var inbox = await desk.AddInboxAsync();
        var (id, person) = (NewId(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Raw(person, id: id), at: desk.App.Clock.GetUtcNow().AddMinutes(-5));
        var sent = await desk.ReceiveAsync(inbox, $"Message-ID: <{NewId()}>\nFrom: {inbox.Address}\nTo: {person}\nIn-Reply-To: <{id}>\nSubject: Re: Hello\n\nFrom my phone\n", isSent: true);
        var message = (await desk.MessageAsync(sent.MessageId))!;
        Assert.Equal(("outbound", "sent", person, first.ConversationId), (message.Direction, message.Status, message.ToAddress, sent.ConversationId));
        var conversation = (await desk.ConversationAsync(sent.ConversationId))!;
        Assert.Null(conversation.WaitingSince);
        Assert.NotNull(conversation.LastOutboundAt);
    }

    [Fact]
    public async Task What_the_mailbox_keeps_together_is_one_thread_whatever_the_mails_say()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Raw(person, "Trip"), gmailThread: 1266894439832287888);
        var second = await desk.ReceiveAsync(inbox, Raw(person, "The hotel"), gmailThread: 1266894439832287888);
        var other = await desk.ReceiveAsync(inbox, Raw(person, "The car"), gmailThread: 1266894439832287889);
        // What a mail claims of itself is no word of the mailbox.
        var forged = await desk.ReceiveAsync(inbox, Raw(person, "The bill", more: "X-GM-THRID: 1266894439832287888\n"));
        var joined = (await desk.MessageAsync(second.MessageId))!;
        Assert.Equal(((await desk.MessageAsync(first.MessageId))!.ThreadId, "mailbox_thread"), (joined.ThreadId, joined.JoinedBy));
        Assert.Equal("new", (await desk.MessageAsync(other.MessageId))!.JoinedBy);
        Assert.Equal("new", (await desk.MessageAsync(forged.MessageId))!.JoinedBy);
    }

    [Fact]
    public async Task Somebody_we_wrote_to_may_answer_into_the_conversation()
    {
        var inbox = await desk.AddInboxAsync();
        var (id, person, colleague) = (NewId(), NewPerson(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Raw(person, id: id));
        var sent = await desk.Api.PostAsJsonAsync("/api/messages", new
        {
            contactId = first.ContactId, channel = "email", content = "With a copy.", replyToId = first.MessageId, cc = new[] { colleague },
        });
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        var ours = await desk.Db.FindAsync<string>("SELECT rfc_message_id FROM messages WHERE conversation_id = @ConversationId AND direction = 'outbound'", new { first.ConversationId }, CancellationToken.None);
        var answer = await desk.ReceiveAsync(inbox, Raw(colleague, "Re: Hello", more: $"In-Reply-To: <{ours}>\n"));
        Assert.Equal(first.ConversationId, answer.ConversationId);
    }

    [Fact]
    public async Task An_answer_goes_where_the_mail_asks_answers_to_go()
    {
        var inbox = await desk.AddInboxAsync();
        var (person, desk2) = (NewPerson(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Raw(person, more: $"Reply-To: Team <{desk2}>\n"));
        Assert.Equal(desk2, await ToAsync(first, "To the team", first.MessageId));
        Assert.Equal(person, await ToAsync(first, "To them", null));
        var toUs = await desk.ReceiveAsync(inbox, Raw(person, "Again", more: $"Reply-To: {inbox.Address}\n"));
        Assert.Equal(person, await ToAsync(toUs, "Not to ourselves", toUs.MessageId));
    }

    private async Task<string?> ToAsync(ReceivedEmail mail, string content, Guid? replyToId)
    {
        var sent = await desk.Api.PostAsJsonAsync("/api/messages", new { contactId = mail.ContactId, channel = "email", subject = "Re: Hello", content, replyToId });
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        return await desk.Db.FindAsync<string>("SELECT to_address FROM messages WHERE contact_id = @ContactId AND content = @content", new { mail.ContactId, content }, CancellationToken.None);
    }
}
