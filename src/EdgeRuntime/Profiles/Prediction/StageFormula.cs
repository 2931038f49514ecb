namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>
/// The time of stages as a sum of <see cref="StageTerms"/>, none of which shortens it. It is fitted to relative errors.
/// </summary>
internal sealed class StageFormula
{
    /// <summary>A time below it is nothing that a clock tells.</summary>
    public const double LeastMicroseconds = 0.001;

    private const int Folds = 5;

    private readonly double[] _coefficients;

    private StageFormula(int block, double[] coefficients)
    {
        Block = block;
        _coefficients = coefficients;
    }

    /// <summary>The channels in a block.</summary>
    public int Block { get; }

    /// <summary>Fits the formula for a block.</summary>
    /// <param name="timings">The timed stages, at least one; their times are positive.</param>
    /// <param name="block">The channels in a block.</param>
    public static StageFormula Fit(IReadOnlyList<StageTiming> timings, int block)
    {
        // Divided by the time, so that what is squared is the relative error.
        double[][] rows = [.. timings.Select(timing => Array.ConvertAll(StageTerms.Of(timing.Shape, block), term => term / timing.Microseconds))];
        double[] targets = new double[rows.Length];
        Array.Fill(targets, 1);
        return new StageFormula(block, NonnegativeLeastSquares.Solve(rows, targets));
    }

    /// <summary>The distances in the logarithm, summed, between stages' times and what a formula says that was fitted without those of the same channels.</summary>
    /// <param name="timings">The timed stages.</param>
    /// <param name="block">The channels in a block.</param>
    public static double ErrorOf(IReadOnlyList<StageTiming> timings, int block)
    {
        double sum = 0;
        foreach ((IReadOnlyList<StageTiming> fitted, IReadOnlyList<StageTiming> held) in StageFolds.Split(timings, Folds))
        {
            StageFormula formula = Fit(fitted, block);
            sum += held.Sum(timing => Math.Abs(Math.Log(formula.Microseconds(timing.Shape) / timing.Microseconds)));
        }

        return sum;
    }

    /// <summary>Microseconds of a stage; more than 0.</summary>
    public double Microseconds(StageShape shape)
    {
        double[] terms = StageTerms.Of(shape, Block);
        double sum = 0;
        for (int term = 0; term < terms.Length; term++)
        {
            sum += terms[term] * _coefficients[term];
        }

        return Math.Max(sum, LeastMicroseconds);
    }
}
