using System.Globalization;
using System.Text;
using UnifiedInbox.Mail.Imap;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>A user of the Dovecot that all tests share, and connections to the mailbox.</summary>
internal sealed class Mailbox
{
    private Mailbox(Dovecot server) => (Server, User) = (server, server.AddUser());

    public Dovecot Server { get; }

    public string User { get; }

    public static async Task<Mailbox> NewAsync() => new(await Dovecot.Shared);

    public static Mailbox In(Dovecot server) => new(server);

    /// <summary>Signs in, and opens the inbox.</summary>
    public async Task<ImapClient> OpenAsync(ImapOptions? options = null, int? port = null)
    {
        var client = await ConnectAsync(options, port);
        await client.SelectAsync("INBOX", CancellationToken.None);
        return client;
    }

    public Task<ImapClient> ConnectAsync(ImapOptions? options = null, int? port = null, ImapSecurity security = ImapSecurity.Tls)
    {
        var usual = security == ImapSecurity.Tls ? Server.TlsPort : Server.Port;
        var endpoint = new ImapEndpoint("localhost", port ?? usual, security) { TrustedRoots = Server.Roots };
        return ImapClient.ConnectAsync(endpoint, new ImapPassword(User, Dovecot.Password), options ?? new ImapOptions(),
            TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Delivers mails numbered from 1, of about so many bytes.</summary>
    public void Deliver(int count, int size = 1000, string mailbox = "INBOX", string flags = "")
    {
        for (var i = 1; i <= count; i++) Server.Deliver(User, Message(i, size), mailbox, flags);
    }

    public static byte[] Message(int number, int size = 1000)
    {
        var head = string.Create(CultureInfo.InvariantCulture,
            $"Message-ID: <{number}@example.org>\r\nFrom: A <a@example.org>\r\nSubject: Number {number}\r\n\r\n");
        var text = new StringBuilder(head, size + 100);
        while (text.Length < size) text.Append("All work and no play makes a line of a mail, with a } and a ) in it.\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
