using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>What the rounds of one stage gave, or those of a network.</summary>
internal sealed class StageSamples
{
    // Rounds that agree within this part of their median, or within what a clock can tell, need no further one.
    private const double NarrowSpread = 0.05;
    private const double NarrowMicroseconds = 0.2;
    private const int FewestRounds = 2;
    private const int FewestNetworkRounds = 8;

    private readonly List<double> _rounds = [];

    /// <summary>Of a stage.</summary>
    public StageSamples(StageShape shape)
    {
        Shape = shape;
    }

    /// <summary>Of a network.</summary>
    public StageSamples(NetworkOutline network)
    {
        Network = network;
    }

    /// <summary>The stage; null for a network.</summary>
    public StageShape? Shape { get; }

    /// <summary>The network; null for a stage.</summary>
    public NetworkOutline? Network { get; }

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
            if (_rounds.Count < (Network is null ? FewestRounds : FewestNetworkRounds))
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
