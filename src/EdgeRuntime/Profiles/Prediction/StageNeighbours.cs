namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>
/// What a formula leaves unexplained of the stages it was fitted on, interpolated between the nearest of them: simple kriging of the
/// logarithms (Cressie, "Statistics for Spatial Data", 1993, section 3.2) with the correlation exp(-distance / range). Where no timed stage
/// is near, the formula is left as it is.
/// </summary>
internal sealed class StageNeighbours
{
    private const int Nearest = 16;
    private static readonly Settings s_start = new(Range: 4, Alignment: 0.5, Noise: 0.03);
    private static readonly double[] s_ranges = [1, 2, 4, 8, 16];
    private static readonly double[] s_alignments = [0, 0.5, 2];
    private static readonly double[] s_noises = [0.003, 0.03, 0.15];

    private readonly int _block;
    private readonly double[][] _places;
    private readonly (int, int, int, int)[] _groups;
    private readonly double[] _residuals;
    private Settings _settings;
    private double _spread;

    private StageNeighbours(IReadOnlyList<StageTiming> timings, StageFormula formula)
    {
        _block = formula.Block;
        _places = [.. timings.Select(timing => StagePlace.Of(timing.Shape, _block))];
        _groups = [.. timings.Select(timing => StageFolds.GroupOf(timing.Shape))];
        _residuals = [.. timings.Select(timing => Math.Log(timing.Microseconds / formula.Microseconds(timing.Shape)))];
        _settings = s_start;
    }

    /// <summary>Finds how near is near: what predicts each stage best from those with other channels.</summary>
    /// <param name="timings">The timed stages, at least one; their times are positive.</param>
    /// <param name="formula">The formula that was fitted to them.</param>
    public static StageNeighbours Fit(IReadOnlyList<StageTiming> timings, StageFormula formula)
    {
        StageNeighbours neighbours = new(timings, formula);
        Settings near = neighbours.Best(s_start, from range in s_ranges from alignment in s_alignments select s_start with { Range = range, Alignment = alignment });
        neighbours._settings = neighbours.Best(near, s_noises.Select(noise => near with { Noise = noise }));
        neighbours._spread = neighbours.Spread();
        return neighbours;
    }

    /// <summary>The distances in the logarithm, summed, between stages' times and what the formula and the neighbours with other channels say.</summary>
    /// <param name="timings">The timed stages.</param>
    /// <param name="formula">The formula that was fitted to them.</param>
    public static double ErrorOf(IReadOnlyList<StageTiming> timings, StageFormula formula) => new StageNeighbours(timings, formula).ErrorOf(s_start);

    /// <summary>The logarithm of the time over the formula's, and how far off half of such logarithms are at most.</summary>
    public (double Residual, double Deviation) Predict(StageShape shape)
    {
        (double residual, double deviation) = Predict(StagePlace.Of(shape, _block), null, _settings);
        return (residual, deviation * _spread);
    }

    // Equal ones leave what is there.
    private Settings Best(Settings present, IEnumerable<Settings> candidates)
    {
        double error = ErrorOf(present);
        foreach (Settings candidate in candidates.Where(candidate => candidate != present))
        {
            double other = ErrorOf(candidate);
            (present, error) = other < error ? (candidate, other) : (present, error);
        }

        return present;
    }

    private double ErrorOf(Settings settings)
    {
        double sum = 0;
        for (int index = 0; index < _places.Length; index++)
        {
            sum += Math.Abs(_residuals[index] - Predict(_places[index], _groups[index], settings).Residual);
        }

        return sum;
    }

    // The median of what deviations are over what the kriging expects up to a factor: this one.
    private double Spread()
    {
        double[] ratios = new double[_places.Length];
        for (int index = 0; index < ratios.Length; index++)
        {
            (double residual, double deviation) = Predict(_places[index], _groups[index], _settings);
            ratios[index] = Math.Abs(_residuals[index] - residual) / deviation;
        }

        Array.Sort(ratios);
        return ratios[ratios.Length / 2];
    }

    private (double Residual, double Deviation) Predict(double[] place, (int, int, int, int)? leftOut, Settings settings)
    {
        Span<int> nearest = stackalloc int[Nearest];
        Span<double> distances = stackalloc double[Nearest];
        int count = FindNearest(place, leftOut, settings.Alignment, nearest, distances);
        Span<double> matrix = stackalloc double[count * count];
        Span<double> weights = stackalloc double[count];
        for (int i = 0; i < count; i++)
        {
            weights[i] = Math.Exp(-distances[i] / settings.Range);
            matrix[(i * count) + i] = 1 + settings.Noise;
            for (int j = 0; j < i; j++)
            {
                matrix[(i * count) + j] = Math.Exp(-StagePlace.Distance(_places[nearest[i]], _places[nearest[j]], settings.Alignment) / settings.Range);
            }
        }

        double residual = 0;
        double unexplained = 1;
        if (PositiveDefinite.TrySolve(matrix, weights))
        {
            for (int i = 0; i < count; i++)
            {
                residual += weights[i] * _residuals[nearest[i]];
                unexplained -= weights[i] * Math.Exp(-distances[i] / settings.Range);
            }
        }

        return (residual, Math.Sqrt(Math.Max(unexplained, settings.Noise)));
    }

    // Of equally near ones the first.
    private int FindNearest(double[] place, (int, int, int, int)? leftOut, double alignment, Span<int> nearest, Span<double> distances)
    {
        int count = 0;
        for (int index = 0; index < _places.Length; index++)
        {
            if (_groups[index] == leftOut)
            {
                continue;
            }

            double distance = StagePlace.Distance(place, _places[index], alignment);
            if (count == Nearest && distance >= distances[Nearest - 1])
            {
                continue;
            }

            int at = count < Nearest ? count++ : Nearest - 1;
            for (; at > 0 && distances[at - 1] > distance; at--)
            {
                (nearest[at], distances[at]) = (nearest[at - 1], distances[at - 1]);
            }

            (nearest[at], distances[at]) = (index, distance);
        }

        return count;
    }

    // The range: the distance over which the correlation falls to 1/e. The alignment: what StagePlace.Distance says. The noise: the share
    // of the variance that no neighbour tells, the measurement's own.
    private readonly record struct Settings(double Range, double Alignment, double Noise);
}
