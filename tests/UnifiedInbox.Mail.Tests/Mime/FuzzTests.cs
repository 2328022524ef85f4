using System.Text;
using FsCheck;
using FsCheck.Fluent;
using UnifiedInbox.Mail.Mime;
using UnifiedInbox.Mail.Tests.Mime.Corpus;

namespace UnifiedInbox.Mail.Tests.Mime;

/// <summary>Bytes that nobody wrote by hand. Seeds are fixed: a failure is found again by running the test again.</summary>
public class FuzzTests
{
    private const long Allowance = 80_000_000;

    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101UL, 4711UL);

    private static readonly string[] Fragments =
    [
        "\r\n", "\n", "\r", " ", "\t", "--", "--b", "--b--", "\n--b\n", "\n\n", ":", ";", "=", "\"", "\\", "(", ")", "<", ">", "@", ",", "[", "]", "*", "'", "%41", "\0", "\u00ff", "\u001b$B",
        "=?utf-8?B?4pyT?=", "=?utf-8?Q?=E2=9C=93?=", "=?", "?=", "=\n", "=3D", "+AOk-", "begin 644 a\n", "end\n", "`\n", "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\n\n",
        "Content-Type: multipart/alternative; boundary=\"--b\"\n", "Content-Type: message/delivery-status\n\n", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
        "Content-Transfer-Encoding: x-uuencode\n", "Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b\n", "From: ", "To: a@b, ", "Date: 1 Jan 2020 ", "References: <a@b>", "charset=utf-16; ", "format=flowed; delsp=yes; ",
    ];

    [Fact]
    public void Any_bytes_are_a_mail() => Check.One(Config, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Read(bytes)));

    [Fact]
    public void Any_heap_of_fragments_is_a_mail() =>
        Check.One(Config.WithEndSize(200), Prop.ForAll(Gen.Elements(Fragments).ArrayOf().ToArbitrary(), parts => Read(Encoding.Latin1.GetBytes(string.Concat(parts)))));

    [SkippableFact]
    public void Damaged_mails_of_the_corpus_are_still_mails()
    {
        var mails = MimeCorpus.Messages().Select(File.ReadAllBytes).Where(bytes => bytes.Length < 40_000).ToList();
        var random = new Random(20260101);
        for (var run = 0; run < 1500; run++)
        {
            var bytes = Damage(mails[random.Next(mails.Count)], mails[random.Next(mails.Count)], random);
            try
            {
                Read(bytes);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"run {run}, {bytes.Length} bytes", error);
            }
        }
    }

    [Fact]
    public void Whatever_base64_holds_it_is_decoded_as_if_character_by_character() => Check.One(Config, Prop.ForAll(
        Gen.Frequency((12, Gen.Elements("ABCDwxyz0189+/".ToCharArray())), (2, Gen.Elements(" \t\r\n".ToCharArray())), (1, Gen.Elements("=-_*\0".ToCharArray()))).ArrayOf().ToArbitrary(),
        characters =>
        {
            var text = new string(characters);
            using var mail = MimeMessage.Parse(Encoding.ASCII.GetBytes("Content-Transfer-Encoding: base64\r\n\r\n" + text));
            Assert.Equal(Simple(text), Raw.Read(mail.Root));
        }));

    /// <summary>The same from memory and in pieces, within bounded memory.</summary>
    private static void Read(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var mail = MimeMessage.Parse(bytes);
        var summary = Everything.Of(mail);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
        using var pieces = MimeMessage.Parse(Pieces.Of(bytes, 97));
        Assert.Equal(summary, Everything.Of(pieces));
    }

    private static byte[] Damage(byte[] mail, byte[] other, Random random)
    {
        var bytes = mail.ToList();
        for (var times = random.Next(1, 8); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 200), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes.InsertRange(at, Encoding.Latin1.GetBytes(Fragments[random.Next(Fragments.Length)])); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes.InsertRange(at, other.Take(2000)); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Simple(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var bytes = new List<byte>();
        var group = "";
        foreach (var character in text + "=")
        {
            if (Alphabet.Contains(character, StringComparison.Ordinal)) group += character;
            if (group.Length < 4 && character != '=') continue;
            var bits = group.PadRight(4, 'A').Aggregate(0, (all, one) => (all << 6) | Alphabet.IndexOf(one, StringComparison.Ordinal));
            bytes.AddRange(new[] { (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits }.Take(group.Length * 3 / 4));
            group = "";
        }
        return [.. bytes];
    }
}
