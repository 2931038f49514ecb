using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What a compression is asked for.</summary>
public sealed record CompressionOptions
{
    /// <summary>The budget; one without limits where none is given.</summary>
    public required DeviceBudget Budget { get; init; }

    /// <summary>The method.</summary>
    public CompressionMethod Method { get; init; }

    /// <summary>
    /// The prescribed relative error of each layer, above or equal to 0 and below 1: for the paper's method the error that each is
    /// decomposed at, otherwise the largest that any may have. Null: whatever the limits need.
    /// </summary>
    public double? RelativeError { get; init; }

    /// <summary>
    /// What is sought within the limits; null: latency where times measured on the board are known, size otherwise. The paper's method has none; where
    /// latency is given all the same, its rings run by the fastest plans within the limits and store what they do without.
    /// </summary>
    public CompressionObjective? Objective { get; init; }

    /// <summary>A device profile of the machine that the result is for; null: the budget's, where it exists.</summary>
    public string? Profile { get; init; }

    /// <summary>What is known of the machine, in the place of any profile; for tests.</summary>
    internal MachineTimes? Machine { get; init; }

    /// <summary>A folder, archive or array file of calibration data; null for none.</summary>
    public string? Calibration { get; init; }

    /// <summary>How the calibration data is read.</summary>
    public DataSourceOptions CalibrationOptions { get; init; } = DataSourceOptions.Default;

    /// <summary>The seed of everything that is drawn.</summary>
    public int Seed { get; init; }

    /// <summary>How many threads may work at once; 0 is one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Threads with which the compressed network must not be slower than the original on the machine that compresses, 1 or more: measured at
    /// the end, and where it is slower, layers run dense from what they store. Then the result depends on the machine.
    /// Null: measured only where the objective is latency and the profile is of this very machine, with the threads that the network will run with (<see cref="DeviceBudget.Threads"/>).
    /// </summary>
    public int? SpeedGuaranteeThreads { get; init; }

    /// <summary>About how long the measurements for <see cref="SpeedGuaranteeThreads"/> may take together.</summary>
    public TimeSpan SpeedGuaranteeTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How the compressed network is trained, with the original as its teacher and the seed and threads that are said here; null: not at all. A network that does not meet the limits is
    /// not trained.
    /// </summary>
    public FineTuningOptions? FineTuning { get; init; }

    /// <summary>Whether the nearest network is wanted where the limits cannot be met.</summary>
    public bool AllowUnmet { get; init; }
}
