using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Checkpoints;
using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Compressor.Training.Schedules;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>A task for <see cref="LinearEngine"/>: 2 scores of 3 numbers, 20 images, batches of 8, so that an epoch has 3 steps.</summary>
internal sealed class LinearTask
{
    public const int Classes = 2;
    public const int BatchSize = 8;
    public const int StepsPerEpoch = 3;

    public static readonly float[] Teacher = [1, -2, 0.5f, 0.25f, 1, -1];

    public LinearTask()
    {
        FloatImages images = new(new SampleShape(3, 1, 1));
        for (int i = 0; i < 20; i++)
        {
            images.Add(ModelRunner.Noise(seed: i, 3));
        }

        Images = images;
    }

    public FloatImages Images { get; }

    /// <summary>What the loop saved, in order.</summary>
    public List<TrainingCheckpoint> Saved { get; } = [];

    /// <summary>What the loop said, in order.</summary>
    public List<FineTuningProgress> Heard { get; } = [];

    /// <summary>Judged by the distance of W to the teacher's, unless a test has other figures.</summary>
    public Func<OnnxModel, HeldOutFigures> Judge { get; init; } = Distance;

    public Action<TrainingCheckpoint>? OnSave { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static LinearEngine NewEngine() => new(new float[6], Teacher, Classes, BatchSize);

    public static TrainingPlan Plan(int epochs) => new() { Epochs = epochs, Rates = new CosineSchedule(0.2, epochs * StepsPerEpoch) };

    public static HeldOutFigures Distance(OnnxModel model) =>
        Error(Math.Sqrt(LinearEngine.WeightsOf(model).Zip(Teacher, (x, y) => ((double)x - y) * (x - y)).Sum()));

    public static HeldOutFigures Error(double error) => new(5, null, null, error, null);

    public TrainingLoop Loop(LinearEngine engine, TrainingPlan plan, int ahead = 2) => TrainingLoop.Begin(
        engine, new TrainingBatches(Images, null, BatchSize, seed: 7, ahead: ahead), (model, _) => Judge(model), plan, Judge(engine.Export(Compressor.Training.Engine.TrainedWeights.Last)),
        Time, new Listener(Heard.Add), checkpoint =>
        {
            Saved.Add(checkpoint);
            OnSave?.Invoke(checkpoint);
        });

    private sealed class Listener(Action<FineTuningProgress> hear) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => hear(value);
    }
}
