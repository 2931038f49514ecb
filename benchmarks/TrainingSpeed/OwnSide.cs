using System.Diagnostics;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>The project's training step.</summary>
/// <param name="network">The network.</param>
/// <param name="batch">The images of each step.</param>
/// <param name="threads">Threads that compute.</param>
internal sealed class OwnSide(OnnxModel network, TrainingBatch batch, int threads) : ITrainingSide
{
    private readonly OrtTrainingEngine _engine = OrtTrainingEngine.Create(network, teacher: null, StepSettings.Engine(threads));

    /// <summary>The time on processors of all steps, over the time that passed: at most the number of threads, less where other programs ran.</summary>
    public double ProcessorShare => _processor / _elapsed;

    private TimeSpan _processor;
    private TimeSpan _elapsed;

    /// <inheritdoc/>
    public StepBlock Run(int count)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long begin = Stopwatch.GetTimestamp();
        StepResult first = _engine.Step(batch, StepSettings.Rates);
        for (int step = 1; step < count; step++)
        {
            _engine.Step(batch, StepSettings.Rates);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        _elapsed += elapsed;
        _processor += Environment.CpuUsage.TotalTime - before;
        return new StepBlock(elapsed.TotalSeconds, first.Loss, first.GradientNorm);
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}
