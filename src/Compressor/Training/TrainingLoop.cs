using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Checkpoints;
using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training;

/// <summary>
/// Epochs of steps: feeds the engine, judges the network behind each epoch, keeps the best, ends early where there is no gain, and can be stopped and resumed
/// anywhere between two steps, on one kind of processor to the same bits.
/// </summary>
internal sealed class TrainingLoop
{
    private readonly ITrainingEngine _engine;
    private readonly TrainingBatches _batches;
    private readonly Func<OnnxModel, CancellationToken, HeldOutFigures> _judge;
    private readonly TrainingPlan _plan;
    private readonly TimeProvider _time;
    private readonly TrainingPace _pace;
    private readonly List<EpochFigures> _history = [];
    private HeldOutFigures _before;
    private OnnxModel? _best;
    private int _bestEpoch;
    private int _epoch;
    private int _batch;
    private EpochSums _sums = EpochSums.Empty;
    private long _lastSaved;

    private TrainingLoop(
        ITrainingEngine engine, TrainingBatches batches, Func<OnnxModel, CancellationToken, HeldOutFigures> judge, TrainingPlan plan, HeldOutFigures before,
        TimeProvider time)
    {
        _engine = engine;
        _batches = batches;
        _judge = judge;
        _plan = plan;
        _before = before;
        _time = time;
        _pace = new TrainingPace(plan.Epochs, batches.PerEpoch, batches.BatchSize);
    }

    /// <summary>Hears how far the run is.</summary>
    public IProgress<FineTuningProgress>? Progress { get; init; }

    /// <summary>Keeps checkpoints; null: there are none.</summary>
    public Action<TrainingCheckpoint>? Save { get; init; }

    private long Step => ((long)_epoch * _batches.PerEpoch) + _batch;

    private bool HasLostPatience => _plan.Patience > 0 && _history.Count - _bestEpoch >= _plan.Patience;

    /// <summary>A run from its beginning.</summary>
    /// <param name="engine">The arithmetic, which holds the network that the run begins with.</param>
    /// <param name="batches">The images.</param>
    /// <param name="judge">Judges a network.</param>
    /// <param name="plan">The rates and the end.</param>
    /// <param name="before">The figures of the network that the run begins with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Hears how far the run is.</param>
    /// <param name="save">Keeps checkpoints.</param>
    public static TrainingLoop Begin(
        ITrainingEngine engine, TrainingBatches batches, Func<OnnxModel, CancellationToken, HeldOutFigures> judge, TrainingPlan plan, HeldOutFigures before,
        TimeProvider time, IProgress<FineTuningProgress>? progress = null, Action<TrainingCheckpoint>? save = null) =>
        new(engine, batches, judge, plan, before, time) { Progress = progress, Save = save };

    /// <summary>Goes on from a checkpoint of the same run.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    public TrainingLoop Resume(TrainingCheckpoint checkpoint)
    {
        _engine.Restore(checkpoint.State);
        _before = checkpoint.Before;
        _history.AddRange(checkpoint.History);
        (_epoch, _batch, _sums) = (checkpoint.Epoch, checkpoint.Batch, checkpoint.Sums);
        (_best, _bestEpoch) = (checkpoint.Best, checkpoint.BestEpoch);
        return this;
    }

    /// <summary>Runs to the end, or until it is cancelled or fails. What an epoch has gained before is not lost: the outcome holds it beside the failure.</summary>
    /// <param name="cancellation">Stops between two steps; what was best until then is in the outcome.</param>
    /// <exception cref="RsdtrException">Before any gain the training diverged (RSDTR1205), the images cannot be read (RSDTR11xx), or a checkpoint not be written (RSDTR3001).</exception>
    public TrainingOutcome Run(CancellationToken cancellation)
    {
        bool wasCancelled = false;
        RsdtrException? failure = null;
        _lastSaved = _time.GetTimestamp();
        try
        {
            wasCancelled = !IsRunToItsEnd(cancellation);
        }
        catch (RsdtrException exception) when (_best is not null)
        {
            failure = exception;
        }

        bool hasStoppedEarly = !wasCancelled && failure is null && _epoch < _plan.Epochs;
        return new TrainingOutcome(_best, _bestEpoch, _before, _history, hasStoppedEarly, wasCancelled, failure);
    }

    private bool IsRunToItsEnd(CancellationToken cancellation)
    {
        try
        {
            while (_epoch < _plan.Epochs && !HasLostPatience)
            {
                Train(cancellation);
                Judge(cancellation);
                SaveCheckpoint();
            }

            RequireFiniteEnd();
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            SaveCheckpoint();
            return false;
        }
    }

    // Too few steps to be refused while they are counted. What no step has changed since an epoch has not been trained.
    private void RequireFiniteEnd()
    {
        if (_history is [.., { Steps: 0 } last])
        {
            throw new RsdtrException(
                TrainingDiagnostics.Diverged,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The training diverged: none of the {last.Skipped} steps of the last epoch, {last.Epoch}, had a finite loss and gradient: {_plan.Remedy}."));
        }
    }

    private void Train(CancellationToken cancellation)
    {
        Report(FineTuningPhase.Train);
        long begin = _time.GetTimestamp();
        foreach (TrainingBatch batch in _batches.Epoch(_epoch, _batch, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            StepResult result = _engine.Step(batch, _plan.RatesAt(Step));
            long end = _time.GetTimestamp();
            double seconds = _time.GetElapsedTime(begin, end).TotalSeconds;
            begin = end;
            _sums = _sums.With(result, seconds);
            _batch++;
            _pace.AddStep(seconds);
            if (_sums.SkippedInARow > _plan.MostSkippedInARow)
            {
                throw new RsdtrException(
                    TrainingDiagnostics.Diverged,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The training diverged in epoch {_epoch + 1}: {_sums.SkippedInARow} steps in a row had no finite loss or gradient, the last at a rate of {_plan.RatesAt(Step - 1).LearningRate:G3}: {_plan.Remedy}."));
            }

            Report(FineTuningPhase.Train);
            if (_time.GetElapsedTime(_lastSaved) >= _plan.CheckpointInterval)
            {
                SaveCheckpoint();
                begin = _time.GetTimestamp();
            }
        }
    }

    private void Judge(CancellationToken cancellation)
    {
        Report(FineTuningPhase.Judge);
        long begin = _time.GetTimestamp();
        OnnxModel network = _engine.Export(_plan.AverageDecay > 0 ? TrainedWeights.Average : TrainedWeights.Last);
        HeldOutFigures figures = _judge(network, cancellation);
        _pace.AddJudgement(_time.GetElapsedTime(begin).TotalSeconds);
        bool isBest = figures.IsBetterThan(_bestEpoch == 0 ? _before : _history[_bestEpoch - 1].HeldOut, _plan.JudgesByLabels);
        double? Mean(double sum) => _sums.Steps > 0 ? sum / _sums.Steps : null;
        EpochFigures finished = new(
            _epoch + 1, _sums.Steps, _sums.Skipped, Mean(_sums.Loss), Mean(_sums.GradientNorm), _plan.RatesAt(Step - 1).LearningRate, figures, isBest,
            _pace.ImagesPerSecond(_sums) ?? 0, _sums.Seconds);
        _history.Add(finished);
        if (isBest)
        {
            (_best, _bestEpoch) = (network, finished.Epoch);
        }

        (_epoch, _batch, _sums) = (_epoch + 1, 0, _sums.ForNextEpoch());
        Report(FineTuningPhase.Judge, finished);
    }

    private void SaveCheckpoint()
    {
        Save?.Invoke(new TrainingCheckpoint(_engine.Capture(), _epoch, _batch, _sums, _before, [.. _history], _bestEpoch, _best));
        _lastSaved = _time.GetTimestamp();
    }

    private void Report(FineTuningPhase phase, EpochFigures? finished = null) =>
        Progress?.Report(new FineTuningProgress(phase, Step, (long)_plan.Epochs * _batches.PerEpoch)
        {
            Epoch = Math.Min(_epoch + 1, _plan.Epochs),
            Epochs = _plan.Epochs,
            Loss = _sums.Steps > 0 ? _sums.Loss / _sums.Steps : null,
            ImagesPerSecond = _pace.ImagesPerSecond(_sums),
            Left = _pace.Left(Step),
            Finished = finished,
        });
}
