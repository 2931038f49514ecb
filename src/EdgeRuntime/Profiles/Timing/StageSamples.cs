using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>
/// What the rounds of one stage gave, or those of a network. Where an earlier run was stopped before they agreed, what it left is taken for one round: so what
/// was measured then is not lost, and a few short runs settle a time as well as a long one. Rounds that something disturbed count only where there are no
/// others, and never settle a time: a machine that is busy all the while makes them agree.
/// </summary>
internal sealed class StageSamples
{
    // Rounds that agree within this part of their median, or within what a clock can tell, need no further one.
    private const double NarrowSpread = 0.05;
    private const double NarrowMicroseconds = 0.2;
    private const int FewestRounds = 2;
    private const int FewestNetworkRounds = 8;

    private readonly List<double> _rounds;
    private readonly List<double> _disturbed = [];
    private readonly int _earlier;

    /// <summary>Of a stage.</summary>
    /// <param name="shape">The stage.</param>
    /// <param name="earlier">The unsettled time in microseconds that an earlier run left; null where there is none that counts.</param>
    public StageSamples(StageShape shape, double? earlier = null)
        : this(earlier) => Shape = shape;

    /// <summary>Of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="earlier">The unsettled time in microseconds that an earlier run left; null where there is none that counts.</param>
    public StageSamples(NetworkOutline network, double? earlier = null)
        : this(earlier) => Network = network;

    private StageSamples(double? earlier)
    {
        _rounds = earlier is { } microseconds ? [microseconds] : [];
        _earlier = _rounds.Count;
    }

    /// <summary>The stage; null for a network.</summary>
    public StageShape? Shape { get; }

    /// <summary>The network; null for a stage.</summary>
    public NetworkOutline? Network { get; }

    /// <summary>The rounds, with what an earlier run left.</summary>
    public int Count => _rounds.Count + _disturbed.Count;

    /// <summary>Whether it was timed in this run.</summary>
    public bool IsTimed => Count > _earlier;

    /// <summary>Whether something disturbed each of the rounds.</summary>
    public bool IsDisturbed => _rounds.Count == 0 && _disturbed.Count > 0;

    /// <summary>Whether the time is not worth much yet: the undisturbed rounds do not agree, and more of them might. Where they did not after so many, none will.</summary>
    public bool IsUnsettled => !IsSettled && _rounds.Count < StageRounds.MostRounds * (Network is null ? 1 : StageRounds.NetworkPlaces);

    /// <summary>The median of the rounds that count, in microseconds.</summary>
    public double Median => Percentiles.MedianInPlace(Counting.ToArray());

    /// <summary>The lower quartile of the rounds that count, in microseconds.</summary>
    public double LowerQuartile => Counting.Order().ElementAt(Counting.Count / 4);

    /// <summary>Whether the undisturbed rounds agree: of five or more, all but the lowest and the highest.</summary>
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

    private List<double> Counting => IsDisturbed ? _disturbed : _rounds;

    /// <summary>Adds a round.</summary>
    /// <param name="microseconds">What it took.</param>
    /// <param name="isDisturbed">Whether something disturbed the machine meanwhile.</param>
    public void Add(double microseconds, bool isDisturbed) => (isDisturbed ? _disturbed : _rounds).Add(microseconds);
}
