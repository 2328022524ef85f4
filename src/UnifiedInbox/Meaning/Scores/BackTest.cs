namespace UnifiedInbox.Meaning.Scores;

/// <summary>One row of a calibration table: of those whom a chance between two bounds was given, how many fell silent.</summary>
/// <param name="From">The lowest chance of the row.</param>
/// <param name="To">The highest.</param>
/// <param name="Count">How many people.</param>
/// <param name="Foretold">The mean chance they were given.</param>
/// <param name="Happened">The share that fell silent.</param>
public sealed record CalibrationRow(double From, double To, int Count, double Foretold, double Happened);

/// <summary>
/// How well falling silent would have been foretold 30 days ago, by a model that knew nothing of these 30 days.
/// </summary>
/// <param name="At">The day it foretells from.</param>
/// <param name="Count">How many people.</param>
/// <param name="Silent">The share that fell silent: what a guess without a model would say of everyone.</param>
/// <param name="Brier">The mean squared error of the chances; lower is better.</param>
/// <param name="BaseBrier">That of the guess.</param>
/// <param name="Auc">The chance that of two people the one who fell silent was given the higher risk; 0.5 is a coin.</param>
/// <param name="Calibration">Fifths of the people, by rising chance.</param>
/// <param name="LiftTenth">How many times more often than on the average the riskiest tenth fell silent.</param>
/// <param name="LiftFifth">The riskiest fifth.</param>
public sealed record BackTest(
    DateTime At, int Count, double Silent, double Brier, double BaseBrier, double Auc, IReadOnlyList<CalibrationRow> Calibration, double LiftTenth, double LiftFifth)
{
    private const int Rows = 5;

    internal static BackTest Of(DateTime at, IReadOnlyList<(double Chance, bool Silent)> answers)
    {
        var sorted = answers.OrderBy(answer => answer.Chance).ToList();
        var share = sorted.Average(answer => answer.Silent ? 1.0 : 0);
        return new BackTest(
            at,
            sorted.Count,
            share,
            sorted.Average(answer => Square(answer.Chance - (answer.Silent ? 1 : 0))),
            share * (1 - share),
            AucOf(sorted),
            [.. Enumerable.Range(0, Rows).Select(row => Calibrate(sorted, row)).OfType<CalibrationRow>()],
            Lift(sorted, 0.1, share),
            Lift(sorted, 0.2, share));
    }

    private static double Square(double value) => value * value;

    private static CalibrationRow? Calibrate(List<(double Chance, bool Silent)> sorted, int row)
    {
        var part = sorted[(sorted.Count * row / Rows)..(sorted.Count * (row + 1) / Rows)];
        return part.Count == 0 ? null : new CalibrationRow(part[0].Chance, part[^1].Chance, part.Count, part.Average(answer => answer.Chance), part.Average(answer => answer.Silent ? 1.0 : 0));
    }

    private static double Lift(List<(double Chance, bool Silent)> sorted, double part, double share)
    {
        var top = sorted[^Math.Max(1, (int)Math.Round(sorted.Count * part))..];
        return share == 0 ? 0 : top.Average(answer => answer.Silent ? 1.0 : 0) / share;
    }

    /// <summary>By ranks, equal chances sharing theirs.</summary>
    private static double AucOf(List<(double Chance, bool Silent)> sorted)
    {
        double ranks = 0;
        for (var i = 0; i < sorted.Count;)
        {
            var next = i;
            while (next < sorted.Count && sorted[next].Chance == sorted[i].Chance) next++;
            for (var j = i; j < next; j++)
                if (sorted[j].Silent) ranks += (i + next + 1) / 2.0;
            i = next;
        }
        double silent = sorted.Count(answer => answer.Silent), others = sorted.Count - silent;
        return silent == 0 || others == 0 ? 0.5 : (ranks - (silent * (silent + 1) / 2)) / (silent * others);
    }
}
