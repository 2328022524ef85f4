using UnifiedInbox.Meaning.Scores;

namespace UnifiedInbox.Tests.Meaning;

/// <summary>People who write each in their own rhythm, some of whom stop for good: foretold from the past alone.</summary>
public sealed class ChurnTests
{
    private static readonly DateTime Now = new(2025, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Who_falls_silent_is_foretold_better_than_by_guessing_and_the_chances_come_true()
    {
        var (learned, measured, rows) = LearnChurn.Learn(People(1500), Now);
        Assert.NotNull(learned.Model);
        Assert.NotNull(measured);
        Assert.True(rows > 1000);
        Assert.True(measured.Auc > 0.7, $"AUC {measured.Auc}");
        Assert.True(measured.Brier < measured.BaseBrier * 0.95, $"{measured.Brier} of {measured.BaseBrier}");
        Assert.True(measured.LiftTenth > 1.3, $"lift {measured.LiftTenth}");
        Assert.Equal(measured.Count, measured.Calibration.Sum(row => row.Count));
        foreach (var row in measured.Calibration) Assert.InRange(row.Happened - row.Foretold, -0.15, 0.15);
    }

    [Fact]
    public void Who_is_silent_for_long_by_their_own_measure_is_likelier_to_stay_so()
    {
        var model = LearnChurn.Learn(People(1500), Now).Learned;
        var weekly = Enumerable.Range(0, 20).Select(week => Now.Date.AddDays(-7 * (20 - week)));
        var going = ChurnRisk.Of([.. weekly.Append(Now.Date.AddDays(-1))], new DateTimeOffset(Now), model);
        var gone = ChurnRisk.Of([.. weekly.Where(day => day < Now.AddDays(-45))], new DateTimeOffset(Now), model);
        Assert.True(gone.Chance > going.Chance + 0.2, $"{gone.Chance} and {going.Chance}");
        Assert.NotEmpty(gone.Parts);
    }

    [Theory]
    [InlineData(1, "1 day")]
    [InlineData(2, "2 days")]
    public void With_too_little_history_it_is_unknown_and_says_why(int days, string words)
    {
        var model = LearnChurn.Learn(People(1500), Now).Learned;
        var risk = ChurnRisk.Of([.. Enumerable.Range(1, days).Select(day => Now.Date.AddDays(-day))], new DateTimeOffset(Now), model);
        Assert.Null(risk.Chance);
        Assert.Contains(words, risk.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_young_installation_says_that_it_cannot_know()
    {
        var (learned, measured, _) = LearnChurn.Learn(People(3), Now);
        Assert.Null(learned.Model);
        Assert.Null(measured);
        Assert.Contains("Too few people", learned.Because, StringComparison.Ordinal);
    }

    /// <summary>Gaps are exponential around each one's own mean of 2 to 20 days; every day of writing is the last with a chance of 4 %.</summary>
    private static List<DateTime[]> People(int count)
    {
        var random = new Random(5);
        var people = new List<DateTime[]>();
        for (var i = 0; i < count; i++)
        {
            var mean = 2 + (18 * random.NextDouble());
            var days = new List<DateTime>();
            for (var day = Now.AddDays(-400 * random.NextDouble()); day < Now; day = day.AddDays(-mean * Math.Log(1 - random.NextDouble())))
            {
                days.Add(day.Date);
                if (random.NextDouble() < 0.04) break;
            }
            people.Add([.. days.Distinct()]);
        }
        return people;
    }
}
