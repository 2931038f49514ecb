using System.Collections.Immutable;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Profiles.Models;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>Times stages in ONNX Runtime sessions on this machine.</summary>
/// <remarks>
/// A stage's time is the difference between a network with it and one without (<see cref="StageModel"/>). ONNX Runtime's own profiler was
/// tried and is coarser: it counts whole microseconds, and what it notes about each node lies within the node's time.
/// </remarks>
internal sealed class OnnxStageClock : IStageClock, IDisposable
{
    // Each branch has weights of its own. Where a stage reads more weights than it reads and writes of maps, there are as many branches as
    // have four MB of them together, up to 16, so that a stage finds its weights as in a network: pushed out of the nearest caches by those of
    // other layers. With 4 branches for all, the stages of a ResNet-56 came to 0.80 of the network's time, so to 0.92. More branches with large
    // maps would drive these out of the caches, which no network does. Fewer where a run would take seconds or the weights too much memory.
    private const int UsualBranches = 4;
    private const int MostBranches = 16;
    private const long EnoughWeights = 1_000_000;
    private const long MostMacs = 512_000_000;
    private const long MostWeights = 16_000_000;

    // Faster than any core computes (1 TFLOP/s) or moves numbers (400 GB/s): a time below is noise and no measurement. A GPU is faster than that.
    private const double MostMacsPerMicrosecond = 500_000;
    private const double MostNumbersPerMicrosecond = 100_000;
    private const double LeastMicroseconds = 0.01;

    private const int ReferenceRuns = 9;

    // Beyond so many threads the reference grows no more.
    private const int MostReferenceParts = 16;
    private const int FewSums = 4;
    private const int ManySums = 36;
    private const int Rounds = 3;
    private const int TinyTensor = 16;

    private static readonly TimeSpan ElementwiseSlice = TimeSpan.FromMilliseconds(40);

    // 64 KiB, 196 KiB and 784 KiB: 16 channels at 32x32, 64 at 28x28 and 64 at 56x56.
    private static readonly int[] TensorSizes = [16 * 32 * 32, 64 * 28 * 28, 64 * 56 * 56];

    private const int ReferenceSide = 28;

    private static readonly StageShape Reference = new(StageKind.Convolution, 32, 32, 1, 3, 3, 1, 1, 1, 1, ReferenceSide, ReferenceSide, ReferenceSide, ReferenceSide);

    private readonly KernelTelemetry _board = new();
    private readonly ImmutableArray<ExecutionProvider> _providers;
    private readonly EdgeModel _reference;
    private readonly Dictionary<int, EdgeModel> _references = [];

    /// <summary>Loads the reference of one thread.</summary>
    /// <param name="providers">The execution providers to time; none: ONNX Runtime's own processor code.</param>
    public OnnxStageClock(ImmutableArray<ExecutionProvider> providers = default)
    {
        _providers = providers;
        _reference = ReferenceOf(threads: 1);
        MayWait = ExecutionProvider.AreElsewhere(_reference.Providers);
    }

    /// <summary>The execution providers that are timed, by commas; null where it is ONNX Runtime's own processor code alone.</summary>
    public string? Provider => ExecutionProvider.BesidesProcessor(_reference.Providers);

    /// <summary>What was asked for and cannot be had.</summary>
    public ImmutableArray<Diagnostic> Warnings => _reference.Warnings;

    /// <inheritdoc/>
    public bool MayWait { get; }

    /// <inheritdoc/>
    public TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    /// <summary>The branches of a stage's networks.</summary>
    public static int BranchesOf(StageShape shape)
    {
        long weights = (long)shape.OutputChannels * (shape.InputChannels / shape.Groups) * shape.KernelHeight * shape.KernelWidth;
        long enough = weights > shape.Numbers - weights ? EnoughWeights / weights : UsualBranches;
        long branches = Math.Clamp(enough, UsualBranches, MostBranches);
        return (int)Math.Max(1, Math.Min(branches, Math.Min(MostMacs / shape.Macs, MostWeights / weights)));
    }

    /// <inheritdoc/>
    public double TimeStage(StageShape shape, int threads, TimeSpan slice, CancellationToken cancellation)
    {
        int branches = BranchesOf(shape);
        double difference = PairedTimer.Difference(
            StageModel.Build(shape, branches, hasStage: true), StageModel.Build(shape, branches, hasStage: false), Session(threads), slice, cancellation);
        return Math.Max(difference / branches, Least(shape, threads, MayWait));
    }

    /// <inheritdoc/>
    public double TimeNetwork(NetworkOutline network, int threads, TimeSpan slice, CancellationToken cancellation) =>
        PairedTimer.Alone(NetworkModel.Build(network), Session(threads), slice, cancellation);

    /// <inheritdoc/>
    public (double Node, double Mebibyte) TimeElementwise(int threads, CancellationToken cancellation)
    {
        double node = TimeSum(TinyTensor, threads, cancellation);
        List<double> mebibytes = [];
        foreach (int size in TensorSizes)
        {
            double mebibyte = ElementwiseModel.TensorsPerNode * sizeof(float) * size / (1024.0 * 1024.0);
            mebibytes.Add((TimeSum(size, threads, cancellation) - node) / mebibyte);
        }

        return (node, Math.Max(PairedTimer.Median(mebibytes), LeastMicroseconds));
    }

    /// <inheritdoc/>
    public double TimeReference(int threads)
    {
        EdgeModel reference = ReferenceOf(threads);
        List<double> times = [];
        for (int i = 0; i < ReferenceRuns; i++)
        {
            times.Add(PairedTimer.Time(reference));
        }

        return PairedTimer.Median(times);
    }

    /// <inheritdoc/>
    public BoardReading ReadLimits() => _board.ReadLimits();

    /// <inheritdoc/>
    public ProcessorTimes? ReadProcessors() => _board.ReadProcessors();

    /// <summary>Frees the references.</summary>
    public void Dispose()
    {
        foreach (EdgeModel reference in _references.Values)
        {
            reference.Dispose();
        }
    }

    /// <summary>The least microseconds that are taken for a time and not for noise.</summary>
    /// <param name="shape">The stage.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="isElsewhere">Whether it is computed on something else than the processor, of whose speed nothing is known.</param>
    internal static double Least(StageShape shape, int threads, bool isElsewhere)
    {
        if (isElsewhere)
        {
            return LeastMicroseconds;
        }

        double outputs = (double)shape.OutputChannels * shape.OutputHeight * shape.OutputWidth;
        return Math.Max(LeastMicroseconds, Math.Max(shape.Macs / MostMacsPerMicrosecond, outputs / MostNumbersPerMicrosecond) / threads);
    }

    private SessionOptions Session(int threads) => new() { IntraOpThreads = threads, Providers = _providers };

    private EdgeModel ReferenceOf(int threads)
    {
        if (!_references.TryGetValue(threads, out EdgeModel? reference))
        {
            // As much for each thread as for one alone. Between its readings its threads must not spin, or they would take processors from what is timed.
            int height = ReferenceSide * Math.Min(threads, MostReferenceParts);
            StageShape shape = Reference with { InputHeight = height, OutputHeight = height };
            reference = PairedTimer.Load(StageModel.Build(shape, branches: 1, hasStage: true), Session(threads) with { SpinsBetweenRuns = false });
            _references.Add(threads, reference);
        }

        return reference;
    }

    private double TimeSum(int numbers, int threads, CancellationToken cancellation)
    {
        List<double> rounds = [];
        for (int i = 0; i < Rounds; i++)
        {
            double difference = PairedTimer.Difference(
                ElementwiseModel.Build(numbers, ManySums), ElementwiseModel.Build(numbers, FewSums), Session(threads), ElementwiseSlice, cancellation);
            rounds.Add(Math.Max(difference / (ManySums - FewSums), LeastMicroseconds));
        }

        return PairedTimer.Median(rounds);
    }
}
