using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>
/// Steps of one or two sides in turns: ratios are taken within a round, because clocks and loads drift from one to the next, and every second round begins with
/// the other side, because they drift within one, too.
/// </summary>
internal sealed class PairedSteps
{
    /// <summary>The steps in which both sides are held together; their losses depend on the updates before.</summary>
    public const int Compared = 3;

    // A block is long enough that starting it costs nothing, and short enough that a drift falls on both sides.
    private const double BlockSeconds = 0.5;
    private const int LeastRounds = 5;

    private readonly List<double[]> _rounds = [];

    private PairedSteps(double difference) => Difference = difference;

    /// <summary>How far losses and norms are apart over the first steps, relatively; the largest; 0 of one side.</summary>
    public double Difference { get; }

    /// <summary>Runs a measurement.</summary>
    /// <param name="sides">One side, or two.</param>
    /// <param name="time">How long each side runs at least.</param>
    /// <exception cref="InvalidOperationException">A side failed.</exception>
    public static PairedSteps Run(IReadOnlyList<ITrainingSide> sides, TimeSpan time)
    {
        PairedSteps steps = new(Enumerable.Range(0, Compared).Max(_ => Distance([.. sides.Select(side => side.Run(1))])));
        int count = Math.Max(1, (int)(BlockSeconds / sides.Max(side => side.Run(1).Seconds)));
        double[] total = new double[sides.Count];
        while (steps._rounds.Count < LeastRounds || total.Min() < time.TotalSeconds)
        {
            double[] round = Turns.Take(steps._rounds.Count, sides.Count, side => sides[side].Run(count).Seconds);
            for (int side = 0; side < round.Length; side++)
            {
                total[side] += round[side];
            }

            steps._rounds.Add([.. round.Select(seconds => seconds / count)]);
        }

        return steps;
    }

    /// <summary>The median seconds of a step.</summary>
    /// <param name="side">The side, from 0.</param>
    public double Seconds(int side) => Percentiles.MedianInPlace([.. _rounds.Select(round => round[side])]);

    /// <summary>How many times faster the first side's step is than the second's.</summary>
    public StepRatio Ratio => StepRatio.Of(_rounds.Select(round => round[1] / round[0]));

    private static double Distance(StepBlock[] blocks) => blocks.Max(block => Math.Max(Distance(block.Loss, blocks[0].Loss), Distance(block.Norm, blocks[0].Norm)));

    private static double Distance(double x, double y) => x == y ? 0 : Math.Abs(x - y) / Math.Max(Math.Abs(x), Math.Abs(y));
}
