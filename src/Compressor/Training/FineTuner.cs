using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training.Checkpoints;
using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Compressor.Training.Schedules;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training;

/// <summary>
/// Brings accuracy back after compression: trains the weights of a network on images, towards its original's outputs, the images' labels, or both. Its structure
/// stays as it is, and so do its parameters and FLOPs.
/// </summary>
public sealed class FineTuner
{
    private readonly OnnxModel _network;
    private readonly OnnxModel? _teacher;
    private readonly FineTuningOptions _options;
    private readonly Func<OnnxModel, OnnxModel?, EngineSettings, ITrainingEngine> _createEngine;
    private readonly IProgress<FineTuningProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly int _threads;

    private FineTuner(
        OnnxModel network, OnnxModel? teacher, FineTuningOptions options, Func<OnnxModel, OnnxModel?, EngineSettings, ITrainingEngine> createEngine,
        IProgress<FineTuningProgress>? progress, CancellationToken cancellation)
    {
        // Here, too, since what is written is compared with it.
        _network = NormalizationTies.Undo(network, options.Normalization);
        _teacher = teacher;
        _options = options;
        _createEngine = createEngine;
        _progress = progress;
        _cancellation = cancellation;
        _threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
    }

    /// <summary>Fine-tunes a network.</summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="teacher">The network that it was made from; null where labels alone teach.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Hears of each step; may be called from several threads.</param>
    /// <param name="cancellation">
    /// Stops the work. Once training has begun that is no error: what was best until then is the result, and <see cref="FineTuningReport.End"/> says so.
    /// </param>
    /// <exception cref="RsdtrException">
    /// The networks, the data or the options cannot be used, or the training failed (as where it diverged) before it gained anything; the message says why. Where an epoch was
    /// better before, that network is the result, and <see cref="FineTuningResult.Failure"/> is the error.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A figure of the options is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped before training began.</exception>
    public static FineTuningResult Run(
        OnnxModel network, OnnxModel? teacher, FineTuningOptions options, IProgress<FineTuningProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(network, teacher, options, OrtTrainingEngine.Create, OrtTrainingEngine.RequireTrainable, progress, cancellation);

    /// <summary>Fine-tunes a network with another engine.</summary>
    internal static FineTuningResult Run(
        OnnxModel network, OnnxModel? teacher, FineTuningOptions options, Func<OnnxModel, OnnxModel?, EngineSettings, ITrainingEngine> createEngine,
        IProgress<FineTuningProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(network, teacher, options, createEngine, requireTrainable: null, progress, cancellation);

    // What the engine would refuse is refused before the images are read, where there is something that knows it.
    private static FineTuningResult Run(
        OnnxModel network, OnnxModel? teacher, FineTuningOptions options, Func<OnnxModel, OnnxModel?, EngineSettings, ITrainingEngine> createEngine,
        Action<OnnxModel, OnnxModel?, EngineSettings>? requireTrainable, IProgress<FineTuningProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        options.RequireRanges();
        try
        {
            FineTuningResult result = new FineTuner(network, teacher, options, createEngine, progress, cancellation).Run(requireTrainable);
            return network.SourcePath is { } file ? result with { Failure = result.Failure?.WithFile(file) } : result;
        }
        catch (RsdtrException exception) when (network.SourcePath is not null && exception.Diagnostic.File is null)
        {
            throw exception.WithFile(network.SourcePath);
        }
    }

    /// <summary>Refuses, before long work for a network that is to be trained then, what would be refused of its training: one image is read, and no step is done.</summary>
    /// <param name="network">A network that has the operators of the one that will be trained.</param>
    /// <param name="session">The same, loaded.</param>
    /// <param name="teacher">What will teach it; null for labels alone.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="RsdtrException">Network, data or options cannot be used; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A figure of the options is out of its range.</exception>
    internal static void Require(OnnxModel network, InferenceSession session, OnnxModel? teacher, FineTuningOptions options)
    {
        options.RequireRanges();
        FineTuningInputs.RequireTarget(options, hasTeacher: teacher is not null);
        FineTuner tuner = new(network, teacher, options, OrtTrainingEngine.Create, progress: null, CancellationToken.None);
        DataSource source = tuner.Open(session);
        SampleShape shape = NetworkInputs.ShapeFor(session, source);
        source.Pick(0).Load(shape.Channels, shape.Height, shape.Width, maxDegreeOfParallelism: 1);
        OrtTrainingEngine.RequireTrainable(network, teacher, tuner.EngineSettings(tuner.Training(source)));
    }

    private FineTuningResult Run(Action<OnnxModel, OnnxModel?, EngineSettings>? requireTrainable)
    {
        FineTuningInputs.RequireTarget(_options, hasTeacher: _teacher is not null);
        Report(FineTuningPhase.Load, 0, 1);
        using InferenceSession network = NetworkVerifier.Load(_network, threads: 1);
        using InferenceSession? teacher = _teacher is null ? null : GivenNetwork.Load(_teacher, threads: 1);
        FineTuningInputs.RequireTeacher(_teacher, teacher, network);
        DataSource source = Open(network);
        SampleShape shape = NetworkInputs.ShapeFor(network, source);

        // A node, a teacher or a checkpoint that cannot be used is told before the images are read, which may take long; of the checkpoint all but whose it is, which depends on them.
        requireTrainable?.Invoke(_network, _teacher, EngineSettings(Training(source)));
        if (_options.Checkpoint is { } kept)
        {
            CheckpointFile.Require(kept);
        }

        TrainingData data = TrainingData.Read(
            source, shape, _options.HeldOutOf, _options.Seed, _threads,
            (done, total) => Report(FineTuningPhase.Load, done, total), _cancellation);

        Report(FineTuningPhase.Prepare, 0, 1);
        RunIdentity identity = RunIdentity.Of(Identity(data));
        TrainingCheckpoint? checkpoint = _options.Checkpoint is { } file ? CheckpointFile.Read(file, identity) : null;
        using ITrainingEngine engine = _createEngine(_network, _teacher, EngineSettings(data.Images.Count));
        using HeldOutJudge judge = new(teacher, data.HeldOut, _threads, _options.Outputs);
        HeldOutFigures before = checkpoint?.Before ?? judge.Judge(network, _cancellation);
        _progress?.Report(new FineTuningProgress(FineTuningPhase.Prepare, 1, 1) { Before = before });
        TrainingBatches batches = Batches(data, engine.BatchSize);
        TrainingLoop loop = TrainingLoop.Begin(
            engine, batches, judge.Judge, Plan((long)_options.Epochs * batches.PerEpoch), before, TimeProvider.System, _progress, Saver(identity));
        TrainingOutcome outcome = (checkpoint is null ? loop : loop.Resume(checkpoint)).Run(_cancellation);

        Report(FineTuningPhase.Verify, 0, 1);
        FineTuningReport report = Describe(outcome, data, engine.NotTrained, identity);
        return new FineTuningResult(outcome.Best is { } best ? Finish(best, network, report) : null, report, outcome.Failure);
    }

    // The images, of which no more is known to be wrong before they are read.
    private DataSource Open(InferenceSession network)
    {
        DataSource source = DataSource.Open(_options.Data, _options.DataOptions);
        FineTuningInputs.RequireHeldOut(_options, source);
        FineTuningInputs.RequireOutputs(_options, network);
        FineTuningInputs.RequireLabels(_options, source, network);
        return source;
    }

    // How many images train.
    private int Training(DataSource source) => source.Count - TrainingData.Judging(source, _options.HeldOutOf);

    private EngineSettings EngineSettings(int images) => new()
    {
        Loss = new LossSettings
        {
            LabelWeight = _options.UseLabels ? (float)_options.LabelWeight : 0,
            DistillationWeight = _teacher is null ? 0 : 1,
            Temperature = (float)_options.Temperature,
            FeatureWeight = _teacher is null ? 0 : (float)_options.FeatureWeight,
            Outputs = _options.Outputs,
        },
        Normalization = _options.Normalization,
        Optimizer = new OptimizerSettings { Kind = _options.Optimizer },
        BatchSize = Math.Min(_options.BatchSize, images),
        Threads = _threads,
    };

    private TrainingBatches Batches(TrainingData data, int batchSize)
    {
        AugmentationSettings settings = new() { Flip = _options.Flip, Turn = _options.Turn, Shift = _options.Shift, ColourNoise = _options.ColourNoise };
        ImageAugmentation? augmentation = settings.IsNone ? null : new ImageAugmentation(
            settings, data.Images.Shape, settings.ColourNoise > 0 ? PlaneStatistics.Of(data.Images, _cancellation) : []);
        return new TrainingBatches(data.Images, _options.UseLabels ? data.Labels : null, batchSize, _options.Seed, augmentation);
    }

    private TrainingPlan Plan(long steps) => new()
    {
        Epochs = _options.Epochs,
        Rates = LearningRateSchedules.Create(_options.Schedule, _options.EffectiveRate, steps),
        WeightDecay = (float)_options.WeightDecay,
        // However little is allowed, 0 would allow everything.
        ClipNorm = Math.Max((float)_options.Clip, _options.Clip > 0 ? float.Epsilon : 0),
        AverageDecay = (float)_options.AverageDecay,
        Patience = _options.Patience,
        JudgesByLabels = _options.UseLabels,
        Remedy = _options.Remedy,
    };

    private Action<TrainingCheckpoint>? Saver(RunIdentity identity) =>
        _options.Checkpoint is { } path ? checkpoint => CheckpointFile.Write(path, identity, checkpoint) : null;

    // All that bears on the result: threads do not. Options come first, so that of a checkpoint of another run the option is told that made its images others.
    private IEnumerable<(string, object?)> Identity(TrainingData data) =>
    [
        ("rsdtr", ModelStamp.Version), ("onnxruntime", OnnxRuntime.Current.Version), ("seed", _options.Seed),
        ("mean", Numbers(_options.DataOptions.Preprocessing.Mean)), ("std", Numbers(_options.DataOptions.Preprocessing.Std)),
        ("channels", _options.DataOptions.Preprocessing.Channels == ChannelOrder.Bgr ? "bgr" : "rgb"),
        ("resize", _options.DataOptions.Preprocessing.Resize == ResizeMode.Fit ? "fit" : "stretch"),
        ("images", (object?)_options.DataOptions.Images ?? "all"), ("held-out", HeldOut(data)),
        ("epochs", _options.Epochs), ("batch", _options.BatchSize),
        ("outputs", _options.Outputs.ToString().ToLowerInvariant()), ("normalization", _options.Normalization.ToString().ToLowerInvariant()),
        ("optimizer", _options.Optimizer.ToString().ToLowerInvariant()), ("rate", _options.EffectiveRate),
        ("schedule", _options.Schedule == ScheduleKind.OneCycle ? "one-cycle" : "cosine"),
        ("weight-decay", _options.WeightDecay), ("clip", _options.Clip), ("ema", _options.AverageDecay),
        ("labels", _options.UseLabels ? "yes" : "no"), ("label-weight", _options.UseLabels ? _options.LabelWeight : 0), ("temperature", _options.Temperature), ("feature-weight", _options.FeatureWeight),
        ("flip", _options.Flip ? "yes" : "no"), ("turn", _options.Turn ? "yes" : "no"), ("shift", _options.Shift), ("colour-noise", _options.ColourNoise),
        ("patience", _options.Patience), ("network", RunIdentity.HashOf(_network)), ("teacher", _teacher is null ? null : RunIdentity.HashOf(_teacher)), ("data", data.Hash),
    ];

    // As the option would say it: of few images the usual share is not what was held out.
    private object HeldOut(TrainingData data)
    {
        int images = data.Images.Count + data.HeldOut.Count;
        return (object?)_options.HeldOutImages ?? _options.HeldOutShare ??
            (_options.HeldOutOf(images) > FineTuningOptions.UsualHeldOutShare * images ? data.HeldOut.Count : (object)FineTuningOptions.UsualHeldOutShare);
    }

    private static string Numbers(IEnumerable<float> values) => string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private FineTuningReport Describe(TrainingOutcome outcome, TrainingData data, IReadOnlyList<string> notTrained, RunIdentity identity)
    {
        ModelCost cost = ModelCost.Measure(_network, cancellationToken: CancellationToken.None);
        double seconds = outcome.Epochs.Sum(epoch => epoch.Seconds);
        return new FineTuningReport
        {
            Source = Name(_network, FineTuningStamp.Compression),
            Teacher = _teacher is null ? null : Name(_teacher, "model.onnx"),
            Tool = new ToolReport("rsdtr", ModelStamp.Version, OnnxRuntime.Current.Version, "finetune", identity.ToString().Replace('\n', ' ')),
            Images = data.Images.Count,
            NotTrained = notTrained,
            Parameters = cost.Parameters,
            Flops = cost.Flops,
            Before = outcome.Before,
            After = outcome.After,
            BestEpoch = outcome.BestEpoch,
            Epochs = outcome.Epochs,
            ImagesPerSecond = seconds > 0 ? outcome.Epochs.Sum(epoch => epoch.ImagesPerSecond * epoch.Seconds) / seconds : null,
            End = outcome switch
            {
                { Failure: not null } => FineTuningEnd.Failed,
                { WasCancelled: true } => FineTuningEnd.Cancelled,
                { HasStoppedEarly: true } => FineTuningEnd.StoppedEarly,
                _ => FineTuningEnd.Finished,
            },
        };
    }

    // The second signal ends the process, so that what is left after the first is done to its end.
    private OnnxModel Finish(OnnxModel best, InferenceSession before, FineTuningReport report)
    {
        OnnxModel result = new(best.Proto.Clone(), _network.SourcePath, _network.SourceHash);
        FineTuningStamp.Put(result.Proto, _network, _teacher, report);
        SelfTestStamp.Put(result.Proto);
        using InferenceSession after = NetworkVerifier.Load(result, threads: 1);
        NetworkVerifier.RequireSameSignature(before, after);
        ModelCost cost = ModelCost.Measure(result, cancellationToken: CancellationToken.None);
        if (cost.Parameters != report.Parameters || cost.Flops != report.Flops)
        {
            throw new RsdtrException(
                ToolDiagnostics.VerificationFailed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The trained network has {cost.Parameters} parameters and {cost.Flops} FLOPs, it had {report.Parameters} and {report.Flops}: please report this with the model."));
        }

        return result;
    }

    private static SourceReport Name(OnnxModel model, string otherwise) => new(Path.GetFileName(model.SourcePath ?? otherwise), model.SourceHash);

    private void Report(FineTuningPhase phase, long done, long total) => _progress?.Report(new FineTuningProgress(phase, done, total));
}
