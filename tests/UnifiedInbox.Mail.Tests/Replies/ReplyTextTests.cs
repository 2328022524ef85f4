using System.Diagnostics;
using UnifiedInbox.Mail.Replies;

namespace UnifiedInbox.Mail.Tests.Replies;

public sealed class ReplyTextTests
{
    [Theory]
    [InlineData("Em qua., 4 de mar. de 2026 às 05:06, Acme <a@example.com> escreveu:")]
    [InlineData("Il giorno mer 4 mar 2026 alle ore 05:06 Acme <a@example.com> ha scritto:")]
    [InlineData("Den ons 4 mars 2026 kl 05:06 skrev Acme <a@example.com>:")]
    [InlineData("ons. 4. mar. 2026 kl. 05.06 skrev Acme <a@example.com>:")]
    [InlineData("ke 4. maalisk. 2026 klo 5.06 Acme (a@example.com) kirjoitti:")]
    [InlineData("śr., 4 mar 2026 o 05:06 Acme <a@example.com> napisał(a):")]
    [InlineData("st 4. 3. 2026 v 5:06 odesílatel Acme <a@example.com> napsal:")]
    [InlineData("ср, 4 мар. 2026 г. в 05:06, Acme <a@example.com>:")]
    [InlineData("Acme <a@example.com>, 4 Mar 2026 Çar, 05:06 tarihinde şunu yazdı:")]
    [InlineData("Στις Τετ 4 Μαρ 2026 στις 5:06 π.μ., ο χρήστης Acme <a@example.com> έγραψε:")]
    [InlineData("Acme <a@example.com> 于2026年3月4日周三 05:06写道：")]
    [InlineData("2026年3月4日(水) 5:06 Acme <a@example.com>:")]
    [InlineData("2026년 3월 4일 (수) 오전 5:06, Acme <a@example.com>님이 작성:")]
    [InlineData("În mie., 4 mar. 2026 la 05:06, Acme <a@example.com> a scris:")]
    [InlineData("Vào Th 4, 4 thg 3, 2026 vào lúc 05:06 Acme <a@example.com> đã viết:")]
    [InlineData("Pada tanggal Rab, 4 Mar 2026 pukul 05.06 Acme <a@example.com> menulis:")]
    [InlineData("Acme <a@example.com> ezt írta (időpont: 2026. márc. 4., Sze, 5:06):")]
    [InlineData("בתאריך יום ד׳, 4 במרץ 2026 ב-5:06 מאת ‪Acme‬‏ <‪a@example.com‬‏>:‬")]
    [InlineData("-------- Původní zpráva --------")]
    [InlineData("-----Missatge original-----")]
    [InlineData("------------------ 原始邮件 ------------------")]
    [InlineData("Von: Acme\nGesendet: Mittwoch, 4. März 2026\nAn: Dana\nBetreff: Termin")]
    [InlineData("差出人: Acme <a@example.com>\n送信日時: 2026年3月4日\n宛先: Dana\n件名: 予約")]
    [InlineData("Mittente: Acme\nInviato: 4 marzo 2026\nOggetto: Ordine")]
    [InlineData("## Please type your reply above this line ##")]
    public void What_programs_write_above_a_quote_is_known_in_many_languages(string announcement)
    {
        var reply = ReplyText.Of($"Fine by me.\n\n{announcement}\n> Shall we?\n");
        Assert.Equal("Fine by me.", reply.Visible);
        Assert.Contains("Shall we?", reply.Quoted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("On 3 March 2026 at 10:00 I wrote:\nplease call me back.")]
    [InlineData("The meeting is on 2026-03-04 at 10:00:\nroom 5.")]
    [InlineData("Please send it\nTo: Dana\nat the front desk.")]
    [InlineData("My new address is: Sent Street 5\nDate: to be agreed")]
    [InlineData("a > b\n> c is a sign I use\nand go on")]
    [InlineData("--- important ---\nRead this")]
    [InlineData("Sent from my heart, with love to all of you")]
    public void Prose_that_looks_alike_stays(string text) => Assert.Equal(text, ReplyText.Of(text).Visible);

    [Theory]
    [InlineData("Sent from my iPhone")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Envoyé de mon iPad")]
    [InlineData("Get Outlook for Android<https://aka.ms/x>")]
    [InlineData("Enviado desde mi Samsung")]
    [InlineData("发自我的 iPhone")]
    [InlineData("--\nDana\n+1 555 0100")]
    [InlineData("______\na mailing list\nhttps://lists.example.org")]
    public void Signatures_are_told_apart(string signature)
    {
        var reply = ReplyText.Of("Yes please.\n\n" + signature);
        Assert.Equal(("Yes please.", signature, ""), (reply.Visible, reply.Signature, reply.Quoted));
    }

    [Fact]
    public void A_forward_by_subject_keeps_what_it_forwards()
    {
        const string Text = "See below.\n\nFrom: Bob <b@example.com>\nSent: Monday\nTo: Dana\nSubject: Invoice\n\nPlease pay.";
        Assert.Equal("See below.", ReplyText.Of(Text).Visible);
        Assert.Equal(Text, ReplyText.Of(Text, new ReplyOptions { IsForward = true }).Visible);
    }

    [Fact]
    public void Answers_below_and_between_quotes_survive()
    {
        Assert.Equal("By Monday.", ReplyText.Of("On 4 Mar 2026, Acme <a@example.com> wrote:\n> When?\n\nBy Monday.").Visible);
        const string Inline = "On 4 Mar 2026, Acme <a@example.com> wrote:\n> Size?\nLarge.\n> Colour?\nBlue.";
        Assert.Equal(Inline, ReplyText.Of(Inline).Visible);
    }

    [Fact]
    public void A_senders_name_begins_a_signature() =>
        Assert.Equal("Two, please.", ReplyText.Of("Two, please.\n\nDana Field\nAcme Ltd", new ReplyOptions { SenderName = "Dana Field" }).Visible);

    [Theory]
    [InlineData("On 1 May 2026, Bob <b@example.com> wrote:\n")]
    [InlineData("> quoted\n")]
    [InlineData("From: a@example.com\n")]
    [InlineData("> On 1 May 2026, Bob wrote:\nanswer\n")]
    [InlineData("-- \n")]
    [InlineData("\n")]
    [InlineData("On ")]
    [InlineData(":")]
    [InlineData(">")]
    public void A_megabyte_of_anything_is_done_in_moments(string line)
    {
        var clock = Stopwatch.StartNew();
        var reply = ReplyText.Of(string.Concat(Enumerable.Repeat(line, 1_000_000 / line.Length)));
        Assert.True(reply.Visible.Length + reply.Quoted.Length + reply.Signature.Length > 0 || line == "\n");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), clock.Elapsed.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\r\n \t")]
    public void Nothing_shows_nothing(string? text) => Assert.Equal("", ReplyText.Of(text ?? "").Visible);
}
