using System.Text;
using UnifiedInbox.Mail.Mime;

namespace UnifiedInbox.Mail.Tests.Mime;

public class HostileMailTests
{
    [Fact]
    public void A_thousand_multiparts_inside_each_other_stop_at_the_limit()
    {
        var text = new StringBuilder();
        for (var level = 0; level < 1000; level++) text.Append($"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n");
        using var mail = Raw.Mail(text.ToString());

        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.TooDeep);
        Assert.Equal(64, Depth(mail.Root) - 1);
        Everything.Of(mail);
    }

    [Fact]
    public void Messages_inside_each_other_stop_at_the_limit()
    {
        using var mail = Raw.Mail(string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 1000)));
        var depth = 0;
        for (var inner = mail; inner is not null; inner = inner.Root.OpenMessage()) depth++;

        Assert.Equal(64, depth);
    }

    [Fact]
    public void A_million_parts_end_at_the_limit()
    {
        using var mail = Raw.Mail("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", 1_000_000)));

        Assert.Equal(MimeLimits.Default.MaxParts - 1, mail.Root.Children.Count);
        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.TooManyParts);
        Everything.Of(mail);
    }

    [Fact]
    public void A_header_line_of_ten_megabytes_is_cut()
    {
        using var mail = Raw.Mail("Subject: " + new string('a', 10_000_000) + "\nFrom: a@b.example\n\ntext");

        Assert.InRange(mail.Subject!.Length, 200_000, MimeLimits.Default.MaxHeaderLength);
        Assert.Equal("a@b.example", mail.From[0].Address);
        Assert.Equal("text", mail.TextBody);
        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.HeaderTooLong);
    }

    [Fact]
    public void Two_million_headers_are_not_kept()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = Raw.Bytes(string.Concat(Enumerable.Repeat("a: b\n", 2_000_000)) + "\ntext");
        var raw = GC.GetAllocatedBytesForCurrentThread();
        using var mail = MimeMessage.Parse(bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - raw, 0, 4_000_000);
        Assert.True(raw > before);
        Assert.Equal("text", mail.TextBody);
        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.TooManyHeaders);
    }

    [Fact]
    public void Headers_of_many_parts_share_one_allowance()
    {
        var part = "--b\n" + string.Concat(Enumerable.Repeat("a:\n", 1000)) + "\n";
        var bytes = Raw.Bytes("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat(part, 2000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var mail = MimeMessage.Parse(bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
        Assert.Contains(mail.Defects, defect => defect.Kind == MimeDefectKind.TooManyHeaders);
    }

    [Fact]
    public void Defects_are_counted_not_collected_without_end()
    {
        var part = "--b\nContent-Type: rubbish\n\nx\n";
        using var mail = Raw.Mail("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat(part, 5000)));

        Assert.Equal(MimeLimits.Default.MaxDefects, mail.Defects.Count);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("<")]
    [InlineData("\"")]
    [InlineData("=?a?Q?")]
    [InlineData("=?a?Q?x?= ")]
    [InlineData("a@b, ")]
    [InlineData("a@b ")]
    [InlineData("a:")]
    [InlineData("[")]
    [InlineData(";a*0=x")]
    [InlineData(" . ")]
    [InlineData("\\")]
    public void A_header_full_of_one_thing_costs_what_its_length_costs(string thing)
    {
        var value = string.Concat(Enumerable.Repeat(thing, 200_000 / thing.Length));
        using var mail = Raw.Mail($"From: {value}\nSubject: {value}\nReferences: {value}\nDate: {value}\nContent-Type: text/plain; {value}\nContent-Disposition: x; {value}\n\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Everything.Of(mail);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
    }

    private static int Depth(MimePart part) => 1 + part.Children.Select(Depth).DefaultIfEmpty(0).Max();
}
