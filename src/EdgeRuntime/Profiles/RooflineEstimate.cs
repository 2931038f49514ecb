using System.Globalization;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// The times of stages on a board that nobody timed: the longer of what the arithmetic and what the memory takes (the roofline model of
/// Williams, Waterman and Patterson, 2009), and an overhead a node. devices/README.md says where each constant comes from. An estimate:
/// good enough to weigh candidates against each other, not to promise milliseconds.
/// </summary>
public sealed class RooflineEstimate : ILatencyModel
{
    // The boards' vector registers hold 4 float32 numbers: other channel counts leave lanes empty.
    private const int Lanes = 4;

    // Of the peak, with all cores.
    private const double OutOfOrderEfficiency = 0.45;
    private const double InOrderEfficiency = 0.30;

    // Of the memory's transfer rate.
    private const double MemoryEfficiency = 0.5;

    // The least of the shipped boards: 4.0 GB/s for 44.8 GFLOP/s.
    private const double LeastBytesPerFlop = 0.09;

    // n cores are n / (1 + 0.5 (n - 1)) times as fast as one: four 1.6 times.
    private const double Contention = 0.5;

    private const double NodeCycles = 3000;

    // Half or double.
    private const double Error = 1;

    private static readonly string[] s_inOrder = ["A7", "A34", "A35", "A53", "A55", "A510", "A520"];

    private readonly double _macsPerMicrosecond;

    private RooflineEstimate(double peakGflops, double clockGHz, int cores, double efficiency, double? memoryGBs, int threads)
    {
        // A billion operations a second are a thousand a microsecond; two make a MAC.
        _macsPerMicrosecond = peakGflops * 1000 / 2 * efficiency * Speedup(Math.Min(threads, cores)) / Speedup(cores);
        double bytesPerMicrosecond = (memoryGBs ?? (LeastBytesPerFlop * peakGflops)) * 1000 * MemoryEfficiency;
        NodeMicroseconds = NodeCycles / (clockGHz * 1000);
        MebibyteMicroseconds = 1024 * 1024 / bytesPerMicrosecond;
        Threads = threads;
    }

    /// <inheritdoc/>
    public int Threads { get; }

    /// <inheritdoc/>
    public bool IsEstimate => true;

    /// <inheritdoc/>
    public string Source => string.Create(
        CultureInfo.InvariantCulture, $"estimate from cores, clock and memory, {Threads} thread{(Threads == 1 ? "" : "s")}");

    /// <inheritdoc/>
    public double NodeMicroseconds { get; }

    /// <inheritdoc/>
    public double MebibyteMicroseconds { get; }

    /// <inheritdoc/>
    /// <remarks>The boards' processors are Arm's, for which ONNX Runtime has no blocked layout.</remarks>
    public bool FusesSums => false;

    /// <inheritdoc/>
    public int ChannelBlock => Lanes;

    /// <summary>The estimate for a board; null where its cores, clock or operations a cycle are unknown.</summary>
    /// <param name="hardware">What the budget file says of the board. Without <see cref="Hardware.MemoryGBs"/> the memory is taken as slow as that of the slowest shipped board.</param>
    /// <param name="threads">The threads of a run, at least 1; more than there are cores bring nothing. Null: one a core.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public static RooflineEstimate? For(Hardware hardware, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        if (threads is { } asked)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1, nameof(threads));
        }

        return hardware is { PeakGflops: { } peak, ClockGHz: { } clock, Cores: { } cores }
            ? new RooflineEstimate(peak, clock, cores, EfficiencyOf(hardware.Cpu), hardware.MemoryGBs, threads ?? cores)
            : null;
    }

    /// <inheritdoc/>
    public StagePrediction Predict(StageShape shape)
    {
        double arithmetic = PaddedMacs(shape) / _macsPerMicrosecond;
        double memory = shape.Numbers * (double)sizeof(float) / (1024 * 1024) * MebibyteMicroseconds;
        return new StagePrediction(Math.Max(arithmetic, memory) + NodeMicroseconds, Error, PredictionKind.Estimated);
    }

    private static double EfficiencyOf(string? cpu)
    {
        string[] words = cpu?.Split(['-', ' ']) ?? [];
        return words.Intersect(s_inOrder, StringComparer.OrdinalIgnoreCase).Any() ? InOrderEfficiency : OutOfOrderEfficiency;
    }

    private static double Speedup(int cores) => cores / (1 + (Contention * (cores - 1)));

    // Of each group; the groups of a depthwise stage lie side by side in the lanes.
    private static double PaddedMacs(StageShape shape)
    {
        bool isDepthwise = shape.Groups == shape.InputChannels && shape.Groups == shape.OutputChannels;
        double groups = isDepthwise ? 1 : shape.Groups;
        double inputs = isDepthwise ? 1 : Padded(shape.InputChannels / shape.Groups);
        double outputs = isDepthwise ? Padded(shape.OutputChannels) : Padded(shape.OutputChannels / shape.Groups);
        return (double)shape.OutputHeight * shape.OutputWidth * shape.KernelHeight * shape.KernelWidth * groups * inputs * outputs;
    }

    private static int Padded(int channels) => (channels + Lanes - 1) / Lanes * Lanes;
}
