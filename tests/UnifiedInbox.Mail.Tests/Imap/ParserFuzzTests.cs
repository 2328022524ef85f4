using System.Text;
using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Mail.Imap.Failures;
using UnifiedInbox.Mail.Imap.Wire;

namespace UnifiedInbox.Mail.Tests.Imap;

/// <summary>Whatever bytes come, reading them ends in responses or in a failure with a name, and takes no more memory than allowed.</summary>
public sealed class ParserFuzzTests
{
    private const int MaxText = 4096;

    private static readonly string[] Shards =
    [
        "* ", "A1 ", "+ ", "\r\n", "\n", "\r", "\0", " ", "(", ")", "[", "]", "{", "}", "{3}\r\n", "{3+}\r\n", "~{2}\r\nab", "{0}\r\n", "{99999}\r\n",
        "{4294967296}\r\n", "\"", "\\", "\"a\\\"b\"", "NIL", "OK", "NO", "BAD", "BYE", "PREAUTH", "[UIDVALIDITY 1]", "[PERMANENTFLAGS (\\* \\Seen)]",
        "1 FETCH (", "UID 7 ", "FLAGS (\\Seen)", "BODY[]", "BODY[HEADER.FIELDS (MESSAGE-ID)]", "BODYSTRUCTURE (", "((\"TEXT\" \"PLAIN\" ", "ENVELOPE",
        "RFC822.SIZE 9.37e+06", "INTERNALDATE \"17-Jul-1996 02:44:25 -0700\"", "SEARCH 1 2 3", "ESEARCH (TAG \"A1\") UID ALL 1:3,7", "EXISTS", "EXPUNGE",
        "LIST (\\Noselect) \"/\" &APw-", "CAPABILITY IMAP4rev1", "MODSEQ (5)", "X-GM-MSGID 18446744073709551616", "ä", "\u00ff",
    ];

    [Fact]
    public void Pieces_of_protocol_in_any_order() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(
            Gen.Elements(Shards).ArrayOf().Resize(60).Select(string.Concat).Select(Encoding.Latin1.GetBytes).ToArbitrary(), Survives));

    [Fact]
    public void Any_bytes_at_all() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll<byte[]>(Survives));

    [SkippableFact]
    public void Recordings_with_bytes_changed()
    {
        var names = ImapCorpus.Names().ToArray();
        var broken = from name in Gen.Elements(names)
                     from places in Gen.Choose(0, 10_000).ArrayOf(5)
                     from value in Gen.Elements("(){}[]\"\\\r\n \0A0".ToCharArray())
                     select Break(ImapCorpus.Transcript(name), places, (byte)value);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(broken.ToArbitrary(), Survives));
    }

    [Fact]
    public void Long_lines_are_read_in_time_that_grows_with_their_length()
    {
        foreach (var drop in (string[])["[", "]", "(", ")", "() ", "{", "{1 ", "\"\"", "\\", "[] ", "\"[", "NIL ", "1 "])
        {
            var line = Encoding.Latin1.GetBytes("* 1 FETCH " + string.Concat(Enumerable.Repeat(drop, 4_000_000 / drop.Length)));
            var parser = new ResponseParser(new Response(), 100, 10_000_000);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            try
            {
                parser.Begin(line);
            }
            catch (ImapProtocolException)
            {
                // as good as tokens
            }
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{drop} took {watch.Elapsed}.");
        }
    }

    private static void Survives(byte[] bytes)
    {
        var source = new Recording(bytes, piece: 3);
        var reader = new ResponseReader(source, maxDepth: 20, MaxText);
        try
        {
            while (!source.AtEnd)
            {
                var response = reader.ReadAsync().AsTask().GetAwaiter().GetResult();
                Assert.True(response.TextLength <= MaxText, "more text than allowed");
                UseAll(response);
            }
        }
        catch (Exception e) when (e is ImapProtocolException or ImapConnectionException)
        {
            // a failure with a name
        }
    }

    /// <summary>All that reads a response, on a response that may be anything.</summary>
    private static void UseAll(Response response)
    {
        CapabilitySet.Read(response.Tokens);
        new FolderStateReader("INBOX", readOnly: false).Read(response);
        Diagnosis.Of(response, signingIn: true, response.Words);
        if (SummaryReader.IsFetch(response)) SummaryReader.Read(response);
        SummaryReader.Content(response);
        var tokens = response.Tokens;
        for (var i = 0; !tokens.AtEnd; i++)
        {
            ModifiedUtf7.Decode(Encoding.Latin1.GetString(tokens.PeekValue));
            UntrustedText.Clean(Encoding.Latin1.GetString(tokens.PeekValue));
            tokens.Skip();
        }
    }

    private static byte[] Break(byte[] bytes, int[] places, byte value)
    {
        foreach (var place in places) bytes[place % bytes.Length] = value;
        return bytes;
    }
}
