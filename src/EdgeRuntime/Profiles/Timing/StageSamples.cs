using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>What the rounds of one stage gave, or those of the network.</summary>
/// <param name="shape">The stage; null for the network.</param>
internal sealed class StageSamples(StageShape? shape)
{
    // Rounds that agree within this part of their median, or within what a clock can tell, need no further one.
    private const double NarrowSpread = 0.05;
    private const double NarrowMicroseconds = 0.2;
    private const int FewestRounds = 2;
    private const int FewestNetworkRounds = 8;

    private readonly List<double> _rounds = [];

    /// <summary>The stage; null for the network.</summary>
    public StageShape? Shape => shape;

    /// <summary>The rounds that count.</summary>
    public int Count => _rounds.Count;

    /// <summary>The median of the rounds, in microseconds.</summary>
    public double Median => Percentiles.MedianInPlace(_rounds.ToArray());

    /// <summary>The lower quartile of the rounds, in microseconds.</summary>
    public double LowerQuartile => _rounds.Order().ElementAt(_rounds.Count / 4);

    /// <summary>Whether the rounds agree: of five or more, all but the lowest and the highest.</summary>
    public bool IsSettled
    {
        get
        {
            if (_rounds.Count < (shape is null ? FewestNetworkRounds : FewestRounds))
            {
                return false;
            }

            double[] sorted = [.. _rounds.Order()];
            int left = (sorted.Length - 1) / 4;
            return sorted[^(left + 1)] - sorted[left] <= Math.Max(NarrowMicroseconds, NarrowSpread * Median);
        }
    }

    /// <summary>Adds a round.</summary>
    public void Add(double microseconds) => _rounds.Add(microseconds);
}
