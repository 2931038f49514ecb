using System.Globalization;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Compressor.Training.Graphs.Updates;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>
/// Training on plain ONNX Runtime: forward pass, loss and backward pass are one graph (<see cref="StepGraph"/>) that runs once a shard in sessions of one thread, as many
/// at a time as there are threads; the update is a second graph (<see cref="UpdateGraph"/>). All vectors stay in native buffers.
/// </summary>
internal sealed class OrtTrainingEngine : ITrainingEngine
{
    private readonly TrainingNetwork _network;
    private readonly StepGraph _graph;
    private readonly InferenceSession _step;
    private readonly InferenceSession? _teacher;
    private readonly ShardRunner[] _shards;
    private readonly OptimizerVectors _vectors;
    private readonly RunningStatistics? _statistics;
    private readonly int _threads;
    private readonly int _batchLength;

    private OrtTrainingEngine(
        TrainingNetwork network, StepGraph graph, InferenceSession step, InferenceSession? teacher, ShardRunner[] shards, OptimizerVectors vectors, RunningStatistics? statistics,
        EngineSettings settings)
    {
        _network = network;
        _graph = graph;
        _step = step;
        _teacher = teacher;
        _shards = shards;
        _vectors = vectors;
        _statistics = statistics;
        _threads = settings.Threads;
        BatchSize = settings.BatchSize;
        _batchLength = checked((int)network.ImageShape.Aggregate((long)BatchSize, (product, size) => product * size));
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<long> InputShape => _network.ImageShape;

    /// <summary>The weights that stay as they are, by name: the loss does not change with them, or the source does not store them as float32 tensors.</summary>
    public IReadOnlyList<string> NotTrained => _graph.NotTrained;

    /// <summary>Makes the graphs and loads them.</summary>
    /// <param name="network">The network to train, canonical or as it was exported; it is not changed. Of its BatchNormalization nodes scale and bias are trained; their means and variances follow the batches where the settings say so.</param>
    /// <param name="teacher">The network whose outputs it learns; null where the loss needs none.</param>
    /// <param name="settings">The loss, the optimizer, the batch.</param>
    /// <exception cref="ArgumentException">A setting is out of range, no part of the loss has a weight, or a part needs a teacher that is not given.</exception>
    /// <exception cref="RsdtrException">
    /// A node has no derivative (RSDTR1201), the network cannot be trained or the batch is too large (RSDTR1202), the teacher does not fit (RSDTR1203), a shape is not known (RSDTR1007), or ONNX Runtime
    /// refuses a graph (RSDTR1008).
    /// </exception>
    public static OrtTrainingEngine Create(OnnxModel network, OnnxModel? teacher, EngineSettings settings)
    {
        (TrainingNetwork trained, TrainingNetwork? taught, ShardPlan plan, LossTargets targets, StepGraph graph) = GraphOf(network, teacher, settings);
        UpdateGraph update = UpdateGraph.Of(graph.Layout, plan.Shards, settings.Optimizer);

        List<IDisposable> made = [];
        try
        {
            InferenceSession step = Keep(ModelSession.Load(graph.Model, OwnOperators.AddTo(Options(GraphOptimization.Extended))));

            // The teacher's weights are constants, so that the layout that its convolutions like best can be made once.
            InferenceSession? teaching = taught is null || targets.TeacherValues.Count == 0 ? null
                : Keep(ModelSession.Load(TeacherGraph.Of(taught, plan.ImagesPerRun, targets.TeacherValues), Options(GraphOptimization.All)));
            OptimizerVectors vectors = Keep(new OptimizerVectors(
                settings.Optimizer, update, ModelSession.Load(update.Model, Options(GraphOptimization.Extended)), graph.Layout, graph.Layout.Read(trained.Source)));
            RunningStatistics? statistics = graph.Statistics is null ? null : Keep(new RunningStatistics(graph.Statistics.Layout.Read(trained.Source)));
            ShardRunner[] shards = new ShardRunner[plan.Shards];
            for (int shard = 0; shard < shards.Length; shard++)
            {
                shards[shard] = Keep(new ShardRunner(trained, graph, plan, shard, step, teaching));
            }

            return new OrtTrainingEngine(trained, graph, step, teaching, shards, vectors, statistics, settings);
        }
        catch
        {
            made.ForEach(part => part.Dispose());
            throw;
        }

        T Keep<T>(T part)
            where T : IDisposable
        {
            made.Add(part);
            return part;
        }
    }

    /// <summary>Refuses what <see cref="Create"/> would refuse of networks and settings, without loading anything.</summary>
    /// <inheritdoc cref="Create"/>
    public static void RequireTrainable(OnnxModel network, OnnxModel? teacher, EngineSettings settings) => GraphOf(network, teacher, settings);

    /// <inheritdoc/>
    public StepResult Step(TrainingBatch batch, in StepRates rates)
    {
        if (batch.Images.Length != _batchLength || (_graph.Labels is not null && batch.Labels?.Length != BatchSize))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The batch has {batch.Images.Length} numbers and {batch.Labels?.Length ?? 0} labels, not {_batchLength} and {BatchSize}."), nameof(batch));
        }

        BoundedWork.Run(_threads, () =>
        {
            BoundedWork.For(_shards.Length, shard => _shards[shard].Run(batch, _vectors.Parameters, _statistics?.Values));
            return true;
        });
        double loss = _shards.Sum(shard => shard.Loss);
        double norm = _vectors.Propose([.. _shards.Select(shard => shard.Gradient)], rates);
        bool isFinite = double.IsFinite(loss) && double.IsFinite(norm) && _statistics?.Propose([.. _shards.Select(shard => shard.Statistics)], rates.AverageDecay) is not false;
        if (isFinite)
        {
            _vectors.Accept();
            _statistics?.Accept();
        }

        return new StepResult(loss, norm, isFinite);
    }

    /// <inheritdoc/>
    public TrainingState Capture()
    {
        TrainingState state = _vectors.Capture();
        return _statistics is null ? state : state with { Vectors = new Dictionary<string, float[]>(state.Vectors.Concat(_statistics.Capture())) };
    }

    /// <inheritdoc/>
    public void Restore(TrainingState state)
    {
        _statistics?.Require(state);
        _vectors.Restore(state);
        _statistics?.Restore(state);
    }

    /// <inheritdoc/>
    public OnnxModel Export(TrainedWeights weights)
    {
        OnnxModel model = _network.Source.Clone();
        _graph.Layout.Write(model, _vectors.Copy(weights == TrainedWeights.Average ? UpdateGraph.Average : UpdateGraph.Parameters));
        if (_statistics is not null)
        {
            _graph.Statistics!.Layout.Write(model, _statistics.Copy(weights));
        }

        return model;
    }

    /// <summary>Frees sessions and buffers.</summary>
    public void Dispose()
    {
        foreach (ShardRunner shard in _shards)
        {
            shard.Dispose();
        }

        _vectors.Dispose();
        _statistics?.Dispose();
        _teacher?.Dispose();
        _step.Dispose();
    }

    // The memory of a run is planned from the first one: steps take 4 to 7 % less time, and a third more memory.
    private static SessionOptions Options(GraphOptimization optimization) =>
        new() { IntraOpThreads = 1, InterOpThreads = 1, AllowSpinning = false, Optimization = optimization };

    private static (TrainingNetwork Trained, TrainingNetwork? Taught, ShardPlan Plan, LossTargets Targets, StepGraph Graph) GraphOf(OnnxModel network, OnnxModel? teacher, EngineSettings settings)
    {
        Require(settings, teacher is not null);
        TrainingNetwork trained = TrainingNetwork.Of(NormalizationTies.Undo(network, settings.Normalization));
        trained.RequireInferenceForm();
        RequireLength(trained, settings.BatchSize);
        TrainingNetwork? taught = teacher is null ? null : TeacherOf(trained, teacher);
        ShardPlan plan = ShardPlan.For(trained, settings.BatchSize, settings.Normalization);
        LossTargets targets = LossTargets.Of(trained, taught, settings.Loss, plan.ImagesPerRun);
        return (trained, taught, plan, targets, StepGraph.Of(trained, targets, settings.Loss, plan, settings.Normalization));
    }

    private static TrainingNetwork TeacherOf(TrainingNetwork network, OnnxModel teacher)
    {
        TrainingNetwork taught = TrainingNetwork.Of(teacher);
        taught.RequireInferenceForm();
        return taught.Input == network.Input && taught.ImageShape.SequenceEqual(network.ImageShape) && (taught.FixedBatch ?? network.FixedBatch) == network.FixedBatch
            ? taught
            : throw new RsdtrException(
                TrainingDiagnostics.TeacherMismatch,
                $"The teacher takes {Input(taught)}, the network {Input(network)}: give the original of the network that is trained.",
                teacher.SourcePath);

        static string Input(TrainingNetwork side) => string.Create(
            CultureInfo.InvariantCulture, $"'{side.Input}' {TensorSizes.Format(side.ImageShape)} an image, {(side.FixedBatch is { } batch ? $"exactly {batch}" : "any number")} at a time");
    }

    // In floating point, as hostile sizes can exceed 64 bits.
    private static void RequireLength(TrainingNetwork network, int batchSize)
    {
        double length = network.ImageShape.Aggregate(1.0, (product, size) => product * size);
        if (batchSize * length > Array.MaxLength)
        {
            throw new RsdtrException(
                TrainingDiagnostics.NotTrainable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A batch of {batchSize} images has {batchSize * length:F0} numbers, and at most {Array.MaxLength} can be fed at once: lower --batch to {Math.Floor(Array.MaxLength / length):F0} or less."),
                network.Source.SourcePath);
        }
    }

    private static void Require(EngineSettings settings, bool hasTeacher)
    {
        LossSettings loss = settings.Loss;
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.BatchSize, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1, nameof(settings));
        if (!(loss.LabelWeight >= 0 && loss.DistillationWeight >= 0 && loss.FeatureWeight >= 0 && loss.Temperature > 0)
            || loss.LabelWeight + loss.DistillationWeight + loss.FeatureWeight is not (> 0 and < float.PositiveInfinity))
        {
            throw new ArgumentException("The weights of the loss must not be negative, one of them and the temperature must be positive, and all finite.", nameof(settings));
        }

        if (!hasTeacher && (loss.DistillationWeight > 0 || loss.FeatureWeight > 0))
        {
            throw new ArgumentException("Distances to a teacher need a teacher: set their weights to 0, or give one.", nameof(settings));
        }
    }
}
