using UnifiedInbox.Conversations;
using UnifiedInbox.Notes;

namespace UnifiedInbox.Tests.Notes;

public sealed class NoteTextTests
{
    private static readonly Guid Ann = Guid.Parse("01890000-0000-7000-8000-000000000001");
    private static readonly Guid AnnLee = Guid.Parse("01890000-0000-7000-8000-000000000002");
    private static readonly Guid Bo = Guid.Parse("01890000-0000-7000-8000-000000000003");
    private static readonly Guid OtherBo = Guid.Parse("01890000-0000-7000-8000-000000000004");

    private static readonly Teammate[] Team =
    [
        new() { Id = Ann, Name = "Ann" }, new() { Id = AnnLee, Name = "Ann Lee" }, new() { Id = Bo, Name = "Bo" }, new() { Id = OtherBo, Name = "bo" },
    ];

    public static TheoryData<string, string, Guid[]> Written => new()
    {
        { "nobody", "nobody", [] },
        { "@Ann look", $"@[Ann]({Ann}) look", [Ann] },
        { "@ann, look", $"@[Ann]({Ann}), look", [Ann] },
        { "@Ann Lee look", $"@[Ann Lee]({AnnLee}) look", [AnnLee] },
        { "(@Ann)", $"(@[Ann]({Ann}))", [Ann] },
        { "@Annie", "@Annie", [] },
        { "mail@Ann.example", "mail@Ann.example", [] },
        { "@Bo which?", "@Bo which?", [] },
        { $"@[whoever](01890000-0000-7000-8000-000000000003)!", $"@[Bo]({Bo})!", [Bo] },
        { $"@Ann @Ann @[x]({Ann})", $"@[Ann]({Ann}) @[Ann]({Ann}) @[Ann]({Ann})", [Ann] },
        { "@ @@ @[ @[Ann] @[Ann](1)", "@ @@ @[ @[Ann] @[Ann](1)", [] },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void Mentions_are_found_and_what_is_none_stays_text(string typed, string stored, Guid[] mentioned)
    {
        var (content, people, unknown) = NoteText.Resolve(typed, Team, []);
        Assert.Null(unknown);
        Assert.Equal(stored, content);
        Assert.Equal(mentioned, people);
    }

    [Fact]
    public void Of_two_with_one_name_the_chosen_one_is_meant() => Assert.Equal([OtherBo], NoteText.Resolve("@Bo!", Team, [OtherBo]).Mentioned);

    [Fact]
    public void An_id_that_is_nobody_of_the_team_is_named() =>
        Assert.Equal("@[Ann](01890000-0000-7000-8000-00000000000f)", NoteText.Resolve("Hi @[Ann](01890000-0000-7000-8000-00000000000f)", Team, []).Unknown);

    [Fact]
    public void A_mention_shows_the_name_of_today_and_else_the_one_of_that_day()
    {
        var stored = $"Ask @[Ann]({Ann}) at https://a.example/x.";
        Assert.Equal("Ask @Anna at https://a.example/x.", NoteText.Plain(stored, new Dictionary<Guid, string> { [Ann] = "Anna" }));
        Assert.Equal("Ask @Ann at https://a.example/x.", NoteText.Plain(stored, new Dictionary<Guid, string>()));
        var parts = NoteText.Parts(stored, new Dictionary<Guid, string> { [Ann] = "Anna" }).ToArray();
        Assert.Equal(["Ask ", "@Anna", " at ", "https://a.example/x", "."], parts.Select(part => part.Text));
        Assert.Equal(Ann, parts[1].Mentioned);
        Assert.True(parts[3].IsLink);
    }

    [Fact]
    public void Twenty_thousand_signs_are_read_at_once()
    {
        var typed = string.Concat(Enumerable.Repeat("@[@", NoteText.Longest / 3));
        Assert.Equal(typed, NoteText.Resolve(typed, Team, []).Content);
    }
}
