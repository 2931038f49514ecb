using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Schedules;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What fine-tuning is asked for.</summary>
public sealed record FineTuningOptions
{
    /// <summary>The usual learning rate with momentum.</summary>
    public const double UsualMomentumRate = 0.0025;

    /// <summary>The usual learning rate with AdamW.</summary>
    public const double UsualAdamWRate = 0.0002;

    /// <summary>The usual learning rate with Muon.</summary>
    public const double UsualMuonRate = 0.0005;

    /// <summary>The usual share of the images that judge.</summary>
    public const double UsualHeldOutShare = 0.05;

    /// <summary>Images that judge at least where nothing is said: of fewer a single one decides too often which epoch is best.</summary>
    public const int UsualHeldOutImages = 100;

    /// <summary>The share of the images that these are at most.</summary>
    public const double MostHeldOutShare = 0.2;

    /// <summary>A folder, archive or array file of images like those of the application.</summary>
    public required string Data { get; init; }

    /// <summary>How the data is read.</summary>
    public DataSourceOptions DataOptions { get; init; } = DataSourceOptions.Default;

    /// <summary>What the network's outputs are taken for: class scores are softened and judged by their best class, values are compared number by number.</summary>
    public OutputKind Outputs { get; init; }

    /// <summary>By which statistics BatchNormalization nodes that were not folded normalize while the network is trained.</summary>
    public NormalizationStatistics Normalization { get; init; }

    /// <summary>Whether the data's labels are trained for.</summary>
    public bool UseLabels { get; init; }

    /// <summary>The weight of the cross-entropy to the labels, where they are used; the distance to the teacher has 1.</summary>
    public double LabelWeight { get; init; } = 1;

    /// <summary>The temperature that softens the scores of network and teacher, above 0.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>The weight of the distance to the teacher's values where branches meet; 0: not looked at.</summary>
    public double FeatureWeight { get; init; }

    /// <summary>Times that all images are trained with, 1 or more.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images a step, 1 or more; where there are fewer to train with, as many as there are.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>How weights follow the gradient.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>The highest learning rate; null: the optimizer's usual one.</summary>
    public double? Rate { get; init; }

    /// <summary>How the rate changes over the run.</summary>
    public ScheduleKind Schedule { get; init; }

    /// <summary>The pull of weights towards zero.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The norm to which longer gradients are shortened; 0: none is.</summary>
    public double Clip { get; init; } = 2;

    /// <summary>The share of the weights' moving average that a step leaves, 0 to below 1; 0: the last weights are kept.</summary>
    public double AverageDecay { get; init; }

    /// <summary>
    /// The share of the images that judge and are not trained with, above 0 and below 1; at least one image. Null: <see cref="UsualHeldOutShare"/>, but not fewer than
    /// <see cref="UsualHeldOutImages"/>, which may be up to <see cref="MostHeldOutShare"/> of few images.
    /// </summary>
    public double? HeldOutShare { get; init; }

    /// <summary>How many images judge, in place of <see cref="HeldOutShare"/>.</summary>
    public int? HeldOutImages { get; init; }

    /// <summary>Epochs without gain after which the run ends; 0: it does not end early.</summary>
    public int Patience { get; init; }

    /// <summary>Whether every second image is mirrored, left for right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Whether images are turned by quarters, any of the four alike (images that are not square by halves), for what has no upper side.</summary>
    public bool Turn { get; init; }

    /// <summary>The largest shift of an image as a share of its sides, 0 to below 1.</summary>
    public double Shift { get; init; } = 0.125;

    /// <summary>The standard deviation of changes of brightness and contrast, relative to the images' own; 0: none.</summary>
    public double ColourNoise { get; init; }

    /// <summary>A file that keeps how far the run is; where it exists the run goes on from it. Null: none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The seed of everything that is drawn.</summary>
    public int Seed { get; init; }

    /// <summary>How many threads may work at once; 0 is one for each processor. What is trained does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>What is told to do where the training diverges.</summary>
    internal string Remedy { get; init; } = TrainingPlan.UsualRemedy;

    /// <summary>Refuses what no run can be made of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is out of its range.</exception>
    internal void RequireRanges()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeldOutImages ?? 1, 1, nameof(HeldOutImages));
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        // The engine's numbers are float32.
        Require(nameof(Rate), (float)EffectiveRate is > 0 and < float.PositiveInfinity);
        Require(nameof(Temperature), Temperature is > 0 and < double.PositiveInfinity);
        Require(nameof(LabelWeight), LabelWeight is >= 0 and < double.PositiveInfinity);
        Require(nameof(FeatureWeight), FeatureWeight is >= 0 and < double.PositiveInfinity);
        Require(nameof(WeightDecay), WeightDecay is >= 0 and < 1);
        Require(nameof(Clip), Clip >= 0 && (float)Clip < float.PositiveInfinity);
        Require(nameof(AverageDecay), AverageDecay is >= 0 and < 1);
        Require(nameof(HeldOutShare), HeldOutShare is null or (> 0 and < 1));
        Require(nameof(Shift), Shift is >= 0 and < 1);
        Require(nameof(ColourNoise), ColourNoise is >= 0 and < double.PositiveInfinity);

        static void Require(string name, bool isInRange)
        {
            if (!isInRange)
            {
                throw new ArgumentOutOfRangeException(name);
            }
        }
    }

    /// <summary>How many images judge; not yet a whole number, and not yet in bounds.</summary>
    /// <param name="images">Images that there are.</param>
    internal double HeldOutOf(int images) => HeldOutImages ?? (HeldOutShare * images) ?? Math.Max(UsualHeldOutShare * images, Math.Min(UsualHeldOutImages, MostHeldOutShare * images));

    /// <summary>The highest learning rate.</summary>
    internal double EffectiveRate => Rate ?? Optimizer switch
    {
        OptimizerKind.AdamW => UsualAdamWRate,
        OptimizerKind.Muon => UsualMuonRate,
        _ => UsualMomentumRate,
    };
}
