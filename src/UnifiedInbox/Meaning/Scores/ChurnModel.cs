namespace UnifiedInbox.Meaning.Scores;

/// <summary>
/// The chance that somebody falls silent, after what became of others here: a logistic regression over <see cref="Silence.Features"/>, each
/// brought to mean 0 and deviation 1, with a small penalty on large weights.
/// </summary>
/// <param name="Means">Of each feature.</param>
/// <param name="Deviations">Of each feature.</param>
/// <param name="Weights">Of each feature, the constant last.</param>
internal sealed record ChurnModel(double[] Means, double[] Deviations, double[] Weights)
{
    private const double Penalty = 1;
    private const int Steps = 25;

    public double Chance(double[] features) => 1 / (1 + Math.Exp(-Effects(features).Sum() - Weights[^1]));

    /// <summary>What each feature adds to the logarithm of the odds.</summary>
    public double[] Effects(double[] features) => [.. features.Select((value, i) => Weights[i] * (value - Means[i]) / Deviations[i])];

    /// <summary>By Newton's method; seven features make each step a system of eight equations.</summary>
    public static ChurnModel Train(IReadOnlyList<(double[] Features, bool Silent)> rows)
    {
        var width = rows[0].Features.Length;
        var means = Enumerable.Range(0, width).Select(i => rows.Average(row => row.Features[i])).ToArray();
        var deviations = Enumerable.Range(0, width)
            .Select(i => Math.Max(1e-6, Math.Sqrt(rows.Average(row => (row.Features[i] - means[i]) * (row.Features[i] - means[i]))))).ToArray();
        var scaled = rows.Select(row => (X: row.Features.Select((value, i) => (value - means[i]) / deviations[i]).Append(1).ToArray(), row.Silent)).ToList();
        var weights = new double[width + 1];
        for (var step = 0; step < Steps; step++)
        {
            var moved = Step(scaled, weights);
            for (var i = 0; i < weights.Length; i++) weights[i] += moved[i];
            if (moved.Max(Math.Abs) < 1e-6) break;
        }
        return new ChurnModel(means, deviations, weights);
    }

    private static double[] Step(List<(double[] X, bool Silent)> rows, double[] weights)
    {
        var size = weights.Length;
        var gradient = new double[size];
        var curvature = new double[size, size];
        foreach (var (x, silent) in rows)
        {
            var chance = 1 / (1 + Math.Exp(-x.Zip(weights, (value, weight) => value * weight).Sum()));
            for (var i = 0; i < size; i++)
            {
                gradient[i] += ((silent ? 1 : 0) - chance) * x[i];
                for (var j = 0; j < size; j++) curvature[i, j] += chance * (1 - chance) * x[i] * x[j];
            }
        }
        for (var i = 0; i < size - 1; i++)
        {
            gradient[i] -= Penalty * weights[i];
            curvature[i, i] += Penalty;
        }
        curvature[size - 1, size - 1] += 1e-9;
        return Solve(curvature, gradient);
    }

    /// <summary>Gauss's elimination with pivots.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(matrix[row, column]));
            if (pivot != column)
            {
                for (var i = 0; i < size; i++) (matrix[column, i], matrix[pivot, i]) = (matrix[pivot, i], matrix[column, i]);
                (right[column], right[pivot]) = (right[pivot], right[column]);
            }
            for (var row = column + 1; row < size; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                for (var i = column; i < size; i++) matrix[row, i] -= factor * matrix[column, i];
                right[row] -= factor * right[column];
            }
        }
        var solution = new double[size];
        for (var row = size - 1; row >= 0; row--)
            solution[row] = (right[row] - Enumerable.Range(row + 1, size - row - 1).Sum(i => matrix[row, i] * solution[i])) / matrix[row, row];
        return solution;
    }
}
