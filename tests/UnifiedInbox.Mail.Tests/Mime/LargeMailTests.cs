using System.Security.Cryptography;
using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

/// <summary>A mail of fifty megabytes in a file: what is allocated is counted, not timed.</summary>
public sealed class LargeMailTests(LargeMailTests.LargeMail large) : IClassFixture<LargeMailTests.LargeMail>
{
    private const int Allowance = 1_000_000;

    [Fact]
    public void Parsing_it_and_reading_its_text_takes_little_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var mail = MimeMessage.Open(large.Path);
        var text = mail.TextBody;

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
        Assert.Equal("See the file.", text);
        Assert.Equal("a.mp4", mail.Attachments[0].FileName);
    }

    [Fact]
    public void Streaming_its_attachment_takes_little_memory()
    {
        using var mail = MimeMessage.Open(large.Path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var content = mail.Attachments[0].OpenContent();
        var read = SHA256.HashData(content);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Allowance);
        Assert.Equal(large.Hash, read);
    }

    [Fact]
    public async Task Several_readers_at_once_get_the_same()
    {
        using var mail = MimeMessage.Open(large.Path);
        var hashes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var content = mail.Attachments[0].OpenContent();
            return SHA256.HashData(content);
        })));

        Assert.All(hashes, read => Assert.Equal(large.Hash, read));
    }

    public sealed class LargeMail : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public byte[] Hash { get; }

        public LargeMail()
        {
            var random = new Random(1);
            using var hashing = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = new StreamWriter(Path, append: false, Encoding.ASCII) { NewLine = "\r\n" };
            file.Write("Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: video/mp4; name=a.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            var line = new byte[57];
            for (var count = 0; count < 50_000_000 / 78; count++)
            {
                random.NextBytes(line);
                hashing.AppendData(line);
                file.WriteLine(Convert.ToBase64String(line));
            }
            file.Write("--b--\r\n");
            Hash = hashing.GetHashAndReset();
        }

        public void Dispose() => File.Delete(Path);
    }
}
