using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Profiles.Prediction;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// Predicts the time of any stage from those that were timed on a machine: a formula of what such times grow with, corrected by the nearest
/// timed stages; what was timed itself is given as it was timed. The same timings give the same predictions.
/// </summary>
/// <remarks>
/// Dense, grouped and depthwise convolutions and fully connected layers each have a model of their own, where enough of them were timed;
/// otherwise they share the model of all that were.
/// </remarks>
public sealed class StagePredictor : ILatencyModel
{
    // Fewer do not tell ten terms and a block of channels.
    private const int LeastTimings = 16;

    // What is predicted from fewer may be as wrong as an estimate: half or double. The terms then fit the few exactly, and what they leave tells nothing.
    private const double UntoldError = 1;

    // So many channels in a block are the blocked layout's; from fewer stages than these a block is not sure enough to tell a layout.
    private const int LeastLayoutBlock = 8;
    private const int LeastLayoutTimings = 100;

    // Beyond what was timed, errors turn out up to twice as large as those between timed stages tell.
    private const double ExtrapolationFactor = 2;

    private static readonly (StageKind, StageGrouping) s_dense = (StageKind.Convolution, StageGrouping.Dense);

    private readonly Dictionary<StageShape, double> _measured = [];
    private readonly Dictionary<(StageKind, StageGrouping), StageTimeModel> _models = [];
    private readonly Dictionary<StageFamily, StageRange> _ranges = [];
    private readonly ImmutableArray<NetworkTiming> _networks;
    private readonly Lazy<StageTimeModel> _ofAll;
    private readonly Lazy<bool> _fusesSums;
    private readonly ConcurrentDictionary<StageShape, StagePrediction> _predictions = [];

    /// <summary>Fits the models: half a second for a thousand stages.</summary>
    /// <param name="timings">The timed stages, at least one; where a shape stands twice, its last time holds.</param>
    /// <param name="profile">What the timings come from, for <see cref="Source"/>: a file's name.</param>
    /// <exception cref="ArgumentException">There are no timings, or a time is not positive.</exception>
    public StagePredictor(ThreadTimings timings, string profile)
    {
        ArgumentNullException.ThrowIfNull(timings);
        ArgumentNullException.ThrowIfNull(profile);
        if (timings.Stages.IsDefaultOrEmpty || timings.Stages.Any(timing => !double.IsFinite(timing.Microseconds) || timing.Microseconds <= 0))
        {
            throw new ArgumentException("Predictions need at least one stage, and positive times.", nameof(timings));
        }

        Threads = timings.Threads;
        _networks = timings.Networks;
        NodeMicroseconds = timings.NodeMicroseconds;
        MebibyteMicroseconds = timings.MebibyteMicroseconds;
        Source = string.Create(CultureInfo.InvariantCulture, $"profile {profile}, {Threads} thread{(Threads == 1 ? "" : "s")}");
        foreach (StageTiming timing in timings.Stages)
        {
            _measured[Canonical(timing.Shape)] = timing.Microseconds;
        }

        StageTiming[] stages = [.. _measured.Select(timing => new StageTiming(timing.Key, timing.Value))];
        foreach (IGrouping<StageFamily, StageTiming> family in stages.GroupBy(timing => StageFamily.Of(timing.Shape)))
        {
            _ranges.Add(family.Key, new StageRange(family.Select(timing => timing.Shape)));
        }

        foreach (IGrouping<(StageKind, StageGrouping), StageTiming> kind in stages.GroupBy(timing => KindOf(timing.Shape)))
        {
            if (kind.Count() >= LeastTimings)
            {
                _models.Add(kind.Key, new StageTimeModel([.. kind]));
            }
        }

        _ofAll = new Lazy<StageTimeModel>(() => new StageTimeModel(stages));
        _fusesSums = new Lazy<bool>(() => stages.Count(timing => KindOf(timing.Shape) == s_dense) >= LeastLayoutTimings && BlockOf(s_dense) >= LeastLayoutBlock);
    }

    /// <inheritdoc/>
    public int Threads { get; }

    /// <inheritdoc/>
    public bool IsEstimate => false;

    /// <inheritdoc/>
    public string Source { get; }

    /// <inheritdoc/>
    public double NodeMicroseconds { get; }

    /// <inheritdoc/>
    public double MebibyteMicroseconds { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// Told by the channels in a block that dense convolutions run with: 8 or 16 in the blocked layout, fewer without. False where fewer than
    /// 100 dense convolutions were timed.
    /// </remarks>
    public bool FusesSums => _fusesSums.Value;

    /// <inheritdoc/>
    public int ChannelBlock => BlockOf(s_dense);

    /// <inheritdoc/>
    public double? RestMicroseconds(string rest) => NetworkOf(rest) is { } network ? network.Microseconds - StageMicroseconds(network) : null;

    /// <inheritdoc/>
    public double StageShare(string rest) =>
        NetworkOf(rest) is { Stages.Length: > 0 } network ? Math.Min(1, network.Microseconds / StageMicroseconds(network)) : 1;

    /// <inheritdoc/>
    public StagePrediction Predict(StageShape shape) => _predictions.GetOrAdd(Canonical(shape), Compute);

    /// <summary>The channels in a block of the kernels that run a stage, as the times tell.</summary>
    internal int BlockOf(StageShape shape) => BlockOf(KindOf(shape));

    private static (StageKind Kind, StageGrouping Grouping) KindOf(StageShape shape) => (shape.Kind, StageFamily.GroupingOf(shape));

    // A dilation along an axis where the kernel has one offset means nothing.
    private static StageShape Canonical(StageShape shape)
    {
        StageFamily family = StageFamily.Of(shape);
        return shape with { DilationHeight = family.DilationHeight, DilationWidth = family.DilationWidth };
    }

    private NetworkTiming? NetworkOf(string rest) => _networks.FirstOrDefault(network => network.Rest == rest);

    private double StageMicroseconds(NetworkTiming network) => network.Stages.Sum(stage => stage.Count * Predict(stage.Shape).Microseconds);

    private int BlockOf((StageKind, StageGrouping) kind) => ModelOf(kind).Block;

    private StageTimeModel ModelOf((StageKind, StageGrouping) kind) => _models.GetValueOrDefault(kind) ?? _ofAll.Value;

    private StagePrediction Compute(StageShape shape)
    {
        if (_measured.TryGetValue(shape, out double measured))
        {
            return new StagePrediction(measured, 0, PredictionKind.Measured);
        }

        (double microseconds, double error) = ModelOf(KindOf(shape)).Predict(shape);
        error = _measured.Count < LeastTimings ? Math.Max(error, UntoldError) : error;
        bool isInside = _ranges.TryGetValue(StageFamily.Of(shape), out StageRange? range) && range.Contains(shape);
        return isInside
            ? new StagePrediction(Math.Max(microseconds, NodeMicroseconds), error, PredictionKind.Interpolated)
            : new StagePrediction(Math.Max(microseconds, NodeMicroseconds), error * ExtrapolationFactor, PredictionKind.Extrapolated);
    }
}
