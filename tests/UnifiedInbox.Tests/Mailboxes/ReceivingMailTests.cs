using System.Security.Cryptography;
using System.Text;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Mail through the one door, whatever brought it.</summary>
public sealed class ReceivingMailTests(MailDesk desk) : IClassFixture<MailDesk>
{
    private static int people;

    private static string NewPerson() => $"person{Interlocked.Increment(ref people)}@example.net";

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + "@example.net";

    private static string Mail(string from, string subject = "Hello", string text = "How are you?", string? id = null, string more = "") =>
        $"Message-ID: <{id ?? NewId()}>\nFrom: {from}\nTo: undisclosed-recipients:;\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nSubject: {subject}\n{more}\n{text}\n";

    [Fact]
    public async Task A_stranger_becomes_a_contact_and_waits_for_an_answer()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var received = await desk.ReceiveAsync(inbox, Mail($"\"Pat Doe\" <{person.ToUpperInvariant()}>", more: "Cc: Chris <chris@example.net>\n"));
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

    [Fact]
    public async Task An_answer_joins_its_thread_and_shows_only_its_new_words()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Mail(person));
        var ours = await desk.SentFromHereAsync(inbox, first, person);
        var answer = await desk.ReceiveAsync(inbox, Mail(person, "Re: Hello", "Thanks!\n\nOn Sat, 21 Nov 2026 at 11:00, Support <support@example.org> wrote:\n> Our answer", more: $"In-Reply-To: <{ours.RfcId}>\n"));
        var (one, two) = ((await desk.MessageAsync(first.MessageId))!, (await desk.MessageAsync(answer.MessageId))!);
        Assert.Equal((one.ThreadId, "reference", "Thanks!"), (two.ThreadId, two.JoinedBy, two.ReplyText));
    }

    [Fact]
    public async Task A_reply_that_overtakes_the_mail_it_answers_is_joined_by_it()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var id = NewId();
        var reply = await desk.ReceiveAsync(inbox, Mail(person, "Re: Late", more: $"In-Reply-To: <{id}>\n"));
        var late = await desk.ReceiveAsync(inbox, Mail(person, "Late", id: id));
        Assert.Equal((await desk.MessageAsync(reply.MessageId))!.ThreadId, (await desk.MessageAsync(late.MessageId))!.ThreadId);
    }

    [Fact]
    public async Task A_stranger_who_names_a_mail_of_others_is_let_into_nothing()
    {
        var inbox = await desk.AddInboxAsync();
        var (id, person) = (NewId(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Mail(person, id: id));
        var forged = await desk.ReceiveAsync(inbox, Mail(NewPerson(), "Re: Hello", more: $"In-Reply-To: <{id}>\n"));
        Assert.NotEqual(first.ConversationId, forged.ConversationId);
        var colleague = await desk.ReceiveAsync(inbox, Mail(NewPerson(), "Re: Hello", more: $"In-Reply-To: <{id}>\nCc: {person}\n"));
        Assert.Equal(first.ConversationId, colleague.ConversationId);
    }

    [Fact]
    public async Task A_known_subject_joins_only_the_same_persons_thread()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Mail(person, "Invoice 7"));
        var second = (await desk.MessageAsync((await desk.ReceiveAsync(inbox, Mail(person, "AW: Invoice 7"))).MessageId))!;
        Assert.Equal(((await desk.MessageAsync(first.MessageId))!.ThreadId, "subject"), (second.ThreadId, second.JoinedBy));
        var other = (await desk.MessageAsync((await desk.ReceiveAsync(inbox, Mail(NewPerson(), "AW: Invoice 7"))).MessageId))!;
        Assert.Equal("new", other.JoinedBy);
    }

    [Fact]
    public async Task Another_subject_is_another_thread_in_the_same_conversation()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Mail(person, "One"));
        var second = await desk.ReceiveAsync(inbox, Mail(person, "Two"));
        Assert.Equal(first.ConversationId, second.ConversationId);
        Assert.NotEqual((await desk.MessageAsync(first.MessageId))!.ThreadId, (await desk.MessageAsync(second.MessageId))!.ThreadId);
    }

    [Fact]
    public async Task The_same_mail_twice_is_one_and_two_mails_of_one_id_are_two()
    {
        var inbox = await desk.AddInboxAsync();
        var (id, person) = (NewId(), NewPerson());
        var first = await desk.ReceiveAsync(inbox, Mail(person, id: id));
        var again = await desk.ReceiveAsync(inbox, "Received: by another way\n" + Mail(person, id: id));
        Assert.Equal((ReceivedOutcome.Duplicate, first.MessageId), (again.Outcome, again.MessageId));
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(inbox, Mail(person, text: "Something else", id: id))).Outcome);
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(await desk.AddInboxAsync(), Mail(person, id: id))).Outcome);
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
        var ours = await desk.SentFromHereAsync(inbox, await desk.ReceiveAsync(inbox, Mail(person)), person);
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
        var first = await desk.ReceiveAsync(inbox, Mail(person, id: id), at: desk.App.Clock.GetUtcNow().AddMinutes(-5));
        var sent = await desk.ReceiveAsync(inbox, $"Message-ID: <{NewId()}>\nFrom: {inbox.Address}\nTo: {person}\nIn-Reply-To: <{id}>\nSubject: Re: Hello\n\nFrom my phone\n", isSent: true);
        var message = (await desk.MessageAsync(sent.MessageId))!;
        Assert.Equal(("outbound", "sent", person, first.ConversationId), (message.Direction, message.Status, message.ToAddress, sent.ConversationId));
        var conversation = (await desk.ConversationAsync(sent.ConversationId))!;
        Assert.Null(conversation.WaitingSince);
        Assert.NotNull(conversation.LastOutboundAt);
    }

    [Fact]
    public async Task An_auto_reply_neither_reopens_nor_waits()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Mail(person));
        await desk.Db.ExecuteAsync("UPDATE conversations SET status = 'closed', closed_at = now(), waiting_since = NULL WHERE id = @ConversationId", new { first.ConversationId }, CancellationToken.None);
        var away = await desk.ReceiveAsync(inbox, Mail(person, "Automatic reply: Hello", more: "Auto-Submitted: auto-replied\n"));
        Assert.Equal((first.ConversationId, "auto_reply"), (away.ConversationId, (await desk.MessageAsync(away.MessageId))!.Automatic));
        var closed = (await desk.ConversationAsync(first.ConversationId))!;
        Assert.Equal(("closed", null), (closed.Status, closed.WaitingSince));
        await desk.ReceiveAsync(inbox, Mail(person, "I am back"));
        var open = (await desk.ConversationAsync(first.ConversationId))!;
        Assert.Equal("open", open.Status);
        Assert.NotNull(open.WaitingSince);
    }

    [Fact]
    public async Task Old_mail_is_stored_as_read_and_nobody_waits()
    {
        var inbox = await desk.AddInboxAsync();
        var then = desk.App.Clock.GetUtcNow().AddDays(-20);
        var conversation = (await desk.ConversationAsync((await desk.ReceiveAsync(inbox, Mail(NewPerson()), isOld: true, at: then)).ConversationId))!;
        Assert.Equal((null, null, "open"), (conversation.WaitingSince, conversation.LastInboundAt, conversation.Status));
        Assert.True(conversation.LastAt < desk.App.Clock.GetUtcNow().AddDays(-19));
    }

    [Fact]
    public async Task A_bounce_marks_the_message_and_suppresses_the_dead_address()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Mail(person));
        var ours = await desk.SentFromHereAsync(inbox, first, person);
        var bounce = await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "5.1.1", "failed"));
        var failed = (await desk.MessageAsync(ours.Id))!;
        Assert.Equal(("failed", "5.1.1", "There is no such address."), (failed.Status, failed.ErrorCode, failed.ErrorText));
        Assert.Equal(("bounce", first.ConversationId), ((await desk.MessageAsync(bounce.MessageId))!.Automatic, bounce.ConversationId));
        Assert.Equal("suppressed", await ConsentAsync(inbox.Id, person));
        Assert.NotNull((await desk.ConversationAsync(first.ConversationId))!.WaitingSince); // nobody was answered after all
    }

    [Fact]
    public async Task A_delay_only_says_so_and_a_full_mailbox_suppresses_nobody()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var ours = await desk.SentFromHereAsync(inbox, await desk.ReceiveAsync(inbox, Mail(person)), person);
        await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "4.4.1", "delayed"));
        var waits = (await desk.MessageAsync(ours.Id))!;
        Assert.Equal("sent", waits.Status);
        Assert.NotNull(waits.WaitReason);
        await desk.ReceiveAsync(inbox, Bounce(ours.RfcId, person, "5.2.2", "failed"));
        Assert.Equal(("failed", "Their mailbox is full."), ((await desk.MessageAsync(ours.Id))!.Status, (await desk.MessageAsync(ours.Id))!.ErrorText));
        Assert.Null(await ConsentAsync(inbox.Id, person));
    }

    [Fact]
    public async Task A_bounce_of_something_we_never_sent_suppresses_nobody()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var bounce = await desk.ReceiveAsync(inbox, Bounce("never@example.org", person, "5.1.1", "failed"));
        Assert.Equal("bounce", (await desk.MessageAsync(bounce.MessageId))!.Automatic);
        Assert.Null((await desk.ConversationAsync(bounce.ConversationId))!.WaitingSince);
        Assert.Null(await ConsentAsync(inbox.Id, person));
    }

    [Fact]
    public async Task Mail_that_is_hardly_mail_is_shown_all_the_same()
    {
        var inbox = await desk.AddInboxAsync();
        var nothing = await desk.ReceiveAsync(inbox, "\0\u0001 no mail at all");
        var message = (await desk.MessageAsync(nothing.MessageId))!;
        Assert.Equal("unknown", message.FromAddress);
        Assert.Equal("Unknown sender", await desk.Db.FindAsync<string>("SELECT name FROM contacts WHERE id = @ContactId", new { nothing.ContactId }, CancellationToken.None));
        var empty = await desk.ReceiveAsync(inbox, []);
        Assert.Equal(nothing.ContactId, empty.ContactId);
    }

    [Fact]
    public async Task A_form_on_our_own_site_writes_for_whom_it_says()
    {
        var inbox = await desk.AddInboxAsync();
        var visitor = NewPerson();
        var received = await desk.ReceiveAsync(inbox, Mail(inbox.Address, more: $"Reply-To: Visitor <{visitor}>\n"));
        Assert.Equal("Visitor", await desk.Db.FindAsync<string>("SELECT name FROM contacts WHERE id = @ContactId", new { received.ContactId }, CancellationToken.None));
    }

    [Fact]
    public async Task A_blocked_senders_mail_is_kept_out_of_sight_until_unblocked()
    {
        var inbox = await desk.AddInboxAsync();
        var person = NewPerson();
        var first = await desk.ReceiveAsync(inbox, Mail(person));
        (await desk.Api.PostAsync($"/api/messages/{first.MessageId}/block-sender", null)).EnsureSuccessStatusCode();
        var spam = await desk.ReceiveAsync(inbox, Mail(person, "Buy now"));
        Assert.Equal((ReceivedOutcome.Spam, true), (spam.Outcome, (await desk.MessageAsync(spam.MessageId))!.IsSpam));
        var closed = (await desk.ConversationAsync(spam.ConversationId))!;
        Assert.Equal(("closed", null), (closed.Status, closed.WaitingSince));
        (await desk.Api.PostAsync($"/api/messages/{first.MessageId}/unblock-sender", null)).EnsureSuccessStatusCode();
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(inbox, Mail(person, "Sorry"))).Outcome);
        Assert.Equal("open", (await desk.ConversationAsync(spam.ConversationId))!.Status);
    }

    [Fact]
    public async Task Files_are_kept_once_and_inline_images_by_their_id()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = $"""
            Message-ID: <{NewId()}>
            From: {NewPerson()}
            Subject: Files
            MIME-Version: 1.0
            Content-Type: multipart/related; boundary=b

            --b
            Content-Type: text/html

            <p>Look <img src="cid:pic@x"></p>
            --b
            Content-Type: image/png; name="../../a.png"
            Content-ID: <pic@x>
            Content-Disposition: inline
            Content-Transfer-Encoding: base64

            iVBORw0KGgoAAAANSUhEUg==
            --b--
            """;
        var received = await desk.ReceiveAsync(inbox, raw);
        var file = await desk.Db.FindAsync<(string Name, string ContentType, string Status, string ContentId, bool IsInline)>(
            "SELECT name, content_type, status, content_id, is_inline FROM attachments WHERE message_id = @MessageId", new { received.MessageId }, CancellationToken.None);
        Assert.Equal(("a.png", "image/png", "stored", "pic@x", true), file);
        Assert.Equal("Look", (await desk.MessageAsync(received.MessageId))!.Content.Trim());
    }

    [Fact]
    public async Task A_deleted_persons_mail_does_not_come_back()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = Mail(NewPerson());
        var received = await desk.ReceiveAsync(inbox, raw);
        await desk.Db.ExecuteAsync("DELETE FROM contacts WHERE id = @ContactId", new { received.ContactId }, CancellationToken.None);
        Assert.Equal(ReceivedOutcome.Deleted, (await desk.ReceiveAsync(inbox, raw)).Outcome);
    }

    [Fact]
    public async Task Fifty_megabytes_stream_through()
    {
        var inbox = await desk.AddInboxAsync();
        var head = Encoding.ASCII.GetBytes($"From: {NewPerson()}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file\r\n--b\r\nContent-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        var raw = new byte[49_000_000];
        for (var i = 0; i < raw.Length; i++) raw[i] = i % 78 == 76 ? (byte)'\r' : i % 78 == 77 ? (byte)'\n' : (byte)'A';
        head.CopyTo(raw, 0);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var received = await desk.ReceiveAsync(inbox, raw);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 200_000_000, "It was held in memory.");
        Assert.Equal("See the file", (await desk.MessageAsync(received.MessageId))!.Content);
        Assert.True(await desk.CountAsync("SELECT size FROM attachments WHERE message_id = @MessageId", new { received.MessageId }) > 35_000_000);
    }

    private Task<string?> ConsentAsync(Guid inboxId, string address) =>
        desk.Db.FindAsync<string?>("SELECT consent_state(@inboxId, @address, 'email')", new { inboxId, address }, CancellationToken.None);

    private static string Bounce(string about, string to, string status, string action) => $"""
        Message-ID: <{NewId()}>
        From: Mail Delivery System <mailer-daemon@example.org>
        To: support@example.org
        Subject: Delivery Status Notification
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        It did not work.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; example.org

        Final-Recipient: rfc822; {to}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 no

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{about}>
        Subject: Hello
        --b--
        """;
}
