using UnifiedInbox.Policies;

namespace UnifiedInbox.Tests.Policies;

/// <summary>Whole messages in the many ways people write them. The words are Twilio's; see shared/protocols/sms-text.md.</summary>
public sealed class KeywordTests
{
    [Theory]
    [InlineData("STOP")]
    [InlineData("STOPALL")]
    [InlineData("UNSUBSCRIBE")]
    [InlineData("CANCEL")]
    [InlineData("END")]
    [InlineData("QUIT")]
    [InlineData("REVOKE")]
    [InlineData("OPTOUT")]
    [InlineData("stop")]
    [InlineData("sToP")]
    [InlineData("  Stop  ")]
    [InlineData("\tSTOP\r\n")]
    [InlineData("Stop.")]
    [InlineData("STOP!!!")]
    [InlineData("stop…")]
    [InlineData("\"STOP\"")]
    [InlineData("“Stop”")]
    [InlineData("'stop'")]
    [InlineData("*STOP*")]
    [InlineData("(stop)")]
    [InlineData("#STOP")]
    [InlineData("STOP 🛑")]
    [InlineData("🛑🛑 stop ✋🏽")]
    [InlineData("stop ❤️")]
    [InlineData("ＳＴＯＰ")]
    [InlineData("𝐒𝐓𝐎𝐏")]
    [InlineData("S T O P")]
    [InlineData("s.t.o.p.")]
    [InlineData("S-T-O-P")]
    [InlineData("STOP STOP STOP")]
    [InlineData("Stop stop!")]
    [InlineData("stop all")]
    [InlineData("Stop-All")]
    [InlineData("STOP ALL.")]
    [InlineData("opt out")]
    [InlineData("Opt-Out")]
    [InlineData("OPT_OUT")]
    [InlineData("un-subscribe")]
    [InlineData("Unsubscribe!")]
    [InlineData("\u200BSTOP\u200B")]
    [InlineData("\uFEFFStop")]
    [InlineData("\u00A0stop\u00A0")]
    [InlineData("STOP\n--\nAnn Smith")]
    [InlineData("Stop\n\nSent from my iPhone")]
    [InlineData("Stop\n\nGet Outlook for Android")]
    [InlineData("stop\n- Bob")]
    [InlineData("STOP\n\nAnn Smith")]
    public void Stop_however_it_is_written(string text) => Assert.Equal(Keyword.Stop, Read(text));

    [Theory]
    [InlineData("stop by tomorrow")]
    [InlineData("Stop by\nmy house")]
    [InlineData("stop\nby tomorrow at nine")]
    [InlineData("please stop")]
    [InlineData("don't stop")]
    [InlineData("I'll stop in at 5")]
    [InlineData("STOP?")]
    [InlineData("stop it")]
    [InlineData("STOP 2")]
    [InlineData("stopp")]
    [InlineData("stops")]
    [InlineData("nonstop")]
    [InlineData("bus stop")]
    [InlineData("stop and shop")]
    [InlineData("the end")]
    [InlineData("weekend")]
    [InlineData("end of story")]
    [InlineData("cancel my appointment")]
    [InlineData("Can I cancel?")]
    [InlineData("cancellation")]
    [InlineData("I quit smoking")]
    [InlineData("quite")]
    [InlineData("quit playing")]
    [InlineData("how do I unsubscribe from the newsletter")]
    [InlineData("please stop texting me")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("🛑")]
    [InlineData("yesterday")]
    [InlineData("yes please")]
    [InlineData("yes or no?")]
    [InlineData("start at nine")]
    [InlineData("restart")]
    [InlineData("help me")]
    [InlineData("can you help")]
    [InlineData("information")]
    [InlineData("info please")]
    [InlineData("no")]
    public void Sentences_and_other_words_are_ordinary_text(string text) => Assert.Equal(Keyword.None, Read(text));

    [Theory]
    [InlineData("START", "start")]
    [InlineData("start.", "start")]
    [InlineData("Unstop", "start")]
    [InlineData("UN-STOP", "start")]
    [InlineData("Yes", "yes")]
    [InlineData("YES!", "yes")]
    [InlineData("yes 👍", "yes")]
    [InlineData("help", "help")]
    [InlineData("HELP!!", "help")]
    [InlineData("Info", "help")]
    public void Start_yes_and_help(string text, string expected) => Assert.Equal(expected, Keywords.NameOf(Read(text)));

    [Fact]
    public void Twilio_s_own_verdict_decides_where_it_is_given()
    {
        Assert.Equal(Keyword.Stop, Keywords.Read("ALTO", "STOP", toTollFree: false));
        Assert.Equal(Keyword.Start, Keywords.Read("STOP", "START", toTollFree: false));
        Assert.Equal(Keyword.Help, Keywords.Read("ayuda", "HELP", toTollFree: false));
        Assert.Equal(Keyword.Stop, Keywords.Read("stop", "", toTollFree: false));
    }

    [Fact]
    public void On_toll_free_numbers_yes_undoes_nothing()
    {
        Assert.Equal(Keyword.None, Keywords.Read("YES", null, toTollFree: true));
        Assert.Equal(Keyword.Start, Keywords.Read("UNSTOP", null, toTollFree: true));
        Assert.True(Keywords.IsTollFree("+18885550100"));
        Assert.False(Keywords.IsTollFree("+18105550100"));
    }

    [Fact]
    public void What_is_no_text_at_all_is_survived()
    {
        Assert.Equal(Keyword.None, Read("\ud83d"));
        Assert.Equal(Keyword.None, Read(new string('s', 100_000)));
        Assert.Equal(Keyword.None, Read("\0\0"));
    }

    [Theory]
    [InlineData("Please stop texting me")]
    [InlineData("please stop")]
    [InlineData("Stop it!")]
    [InlineData("STOP?")]
    [InlineData("Can you stop sending me these messages")]
    [InlineData("stop these texts")]
    [InlineData("No more texts please")]
    [InlineData("don't text me anymore")]
    [InlineData("Don’t contact me again")]
    [InlineData("do not message me")]
    [InlineData("I don't want to receive these messages")]
    [InlineData("remove me from your list")]
    [InlineData("Take me off this list")]
    [InlineData("unsubscribe me please")]
    [InlineData("I'd like to opt out")]
    [InlineData("leave me alone")]
    [InlineData("lose my number")]
    [InlineData("Bitte keine SMS mehr")]
    [InlineData("No me escriban más")]
    public void Wishes_to_be_left_alone_are_noticed(string text)
    {
        Assert.Equal(Keyword.None, Read(text));
        Assert.True(OptOutWish.IsLikely(text));
    }

    [Theory]
    [InlineData("I'll stop by tomorrow")]
    [InlineData("Where is the bus stop?")]
    [InlineData("don't stop texting me :)")]
    [InlineData("why did you stop sending the newsletter")]
    [InlineData("please text me the address")]
    [InlineData("see the message at the end")]
    [InlineData("The stop is in the message you sent")]
    [InlineData("Could you send me more texts to translate?")]
    [InlineData("thanks")]
    [InlineData("Is the studio open on Sunday?")]
    [InlineData("I want to cancel my class on Friday")]
    public void Ordinary_sentences_are_no_wish(string text) => Assert.False(OptOutWish.IsLikely(text));

    private static Keyword Read(string text) => Keywords.Read(text, null, toTollFree: false);
}
