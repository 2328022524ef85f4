using System.Globalization;
using UnifiedInbox.Inboxes;
using UnifiedInbox.Mail.Imap;
using UnifiedInbox.Mail.Imap.Failures;

namespace UnifiedInbox.Channels.Imap;

/// <summary>Signs in to the mailbox of an email inbox as the syncer does, and says in words what it finds.</summary>
internal sealed class MailboxCheck(OpenMailbox open, MailboxStates states, TimeProvider time) : IInboxCheck
{
    private static readonly ImapOptions Brief = new() { ConnectTimeout = TimeSpan.FromSeconds(10), GreetingTimeout = TimeSpan.FromSeconds(5), SilenceTimeout = TimeSpan.FromSeconds(10) };

    public string Provider => "imap";

    public bool Concerns(Inbox inbox) => inbox.Channel == "email" && EmailSettings.Of(inbox).Imap is { Host.Length: > 0 };

    public async Task<IReadOnlyList<Finding>> RunAsync(Inbox inbox, CancellationToken ct)
    {
        if (Mailbox.Of(inbox) is not { } mailbox) return [];
        var findings = new List<Finding>();
        var state = await states.FindAsync(mailbox.Id, ct);
        // A refused password is not tried again for a look at this page: accounts get locked.
        if (state is not { Status: "stopped" }) findings.AddRange(await SignInAsync(mailbox, ct));
        if (state is not null) findings.AddRange(Tell(state));
        return findings;
    }

    private async Task<IReadOnlyList<Finding>> SignInAsync(Mailbox mailbox, CancellationToken ct)
    {
        try
        {
            await using var client = await open.RunAsync(mailbox, Brief, ct);
            var folders = await client.ListFoldersAsync(ct);
            var inbox = await client.ExamineAsync("INBOX", ct);
            var good = new Finding(FindingKind.Good, "Mailbox", "The mail server lets us in. The inbox holds " + inbox.Exists.ToString(CultureInfo.InvariantCulture) + " mails.");
            await client.LogoutAsync();
            return folders.Any(folder => folder.Role == FolderRole.Sent)
                ? [good]
                : [good, new Finding(FindingKind.Note, "No Sent folder", "No folder is marked as the one for sent mail, so what is sent by other mail programs does not appear here.")];
        }
        catch (ImapException error)
        {
            return [new Finding(FindingKind.Problem, "Mailbox", Quote(MailboxWords.Of(error), error.ServerText))];
        }
        catch (MailboxSetupException error)
        {
            return [new Finding(FindingKind.Problem, "Mailbox", error.Message)];
        }
        catch (HttpRequestException)
        {
            return [new Finding(FindingKind.Problem, "Mailbox", "The provider's sign-in cannot be reached from here.")];
        }
    }

    private IEnumerable<Finding> Tell(MailboxState state)
    {
        switch (state.Status)
        {
            case "stopped":
                yield return new(FindingKind.Problem, "Mail is not fetched", Quote(state.ErrorText ?? "The mailbox refused us.", state.ServerText));
                break;
            case "retrying":
                yield return new(FindingKind.Problem, "Mail is late", Quote(state.ErrorText ?? "The connection failed.", state.ServerText) + " It is tried again by itself" + At(state.NextAttemptAt) + ".");
                break;
            case "syncing":
                yield return new(FindingKind.Note, "First sync", state.Total > 0 ? $"{state.Done} of {state.Total} mails are in." : "It has just begun.");
                break;
            case "connected":
                yield return new(FindingKind.Good, "Connected", "New mail arrives at once" + (state.CheckedAt is { } last ? "; everything was last looked at " + Ago(last) + "." : "."));
                break;
        }
        if (state.Troubled > 0)
            yield return new(FindingKind.Note, state.Troubled + (state.Troubled == 1 ? " mail" : " mails") + " could not be stored yet", "They are tried again, and shown as they are after the third time.");
    }

    private static string Quote(string text, string? server) => string.IsNullOrEmpty(server) ? text : text + " The server said: “" + server + "”";

    private string At(DateTimeOffset? next) => next is { } due && due > time.GetUtcNow() ? " in " + Math.Ceiling((due - time.GetUtcNow()).TotalSeconds).ToString(CultureInfo.InvariantCulture) + " s" : "";

    private string Ago(DateTimeOffset then) => (time.GetUtcNow() - then) is { TotalMinutes: >= 1 } age ? (int)age.TotalMinutes + " min ago" : "just now";
}
