using System.Text;
using UnifiedInbox.Messages.Email;

namespace UnifiedInbox.Tests.Mailboxes;

/// <summary>Every real mail of the project's collection, and mails a mailbox could never have written, through the one door.</summary>
public sealed class CorpusTests(MailDesk desk) : IClassFixture<MailDesk>
{
    [SkippableFact]
    public async Task Every_mail_of_the_collection_is_taken_in()
    {
        var files = SharedFolder.Files("corpus/mime", "*.eml");
        var inbox = await desk.AddInboxAsync();
        var failures = new List<string>();
        foreach (var file in files)
        {
            try
            {
                await desk.ReceiveAsync(inbox, await File.ReadAllBytesAsync(file));
            }
            catch (Exception error)
            {
                failures.Add(Path.GetFileName(file) + ": " + error.Message);
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(await desk.MailsOfAsync(inbox) > files.Count / 2);
    }

    [Fact]
    public async Task Header_bytes_no_database_takes_are_made_into_some_it_does()
    {
        var inbox = await desk.AddInboxAsync();
        var raw = Encoding.Latin1.GetBytes("Message-ID: <a\0b\u00ff@x>\r\nFrom: \"N\0\u00e9\" <odd@example.net>\r\nCc: \0@\0, a@b\0\r\nReferences: <\0\u00fe>\r\nSubject: =?utf-8?q?=00=ED=A0=80?=\r\nContent-Type: text/plain; name=\"\0\"\r\n\r\n\0\u00ff\r\n");
        Assert.Equal(ReceivedOutcome.Stored, (await desk.ReceiveAsync(inbox, raw)).Outcome);
    }
}
