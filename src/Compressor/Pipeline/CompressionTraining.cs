using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Trains a compressed network as a part of its compression.</summary>
internal static class CompressionTraining
{
    /// <summary>Refuses images that cannot be trained with, as far as that can be known without decoding them.</summary>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="RsdtrException">The path cannot be read or holds no images (RSDTR11xx).</exception>
    public static void RequireData(CompressionOptions options)
    {
        if (options.FineTuning is { } training)
        {
            DataSource.Open(training.Data, training.DataOptions);
        }
    }

    /// <summary>Trains a network with the original as its teacher.</summary>
    /// <param name="network">The compressed network.</param>
    /// <param name="original">The original in its canonical form.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="progress">Hears of the steps.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>What training gave; null where none was asked for.</returns>
    /// <exception cref="RsdtrException">The networks or the images cannot be used, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped: a compression is done or not.</exception>
    public static FineTuningResult? Run(
        OnnxModel network, OnnxModel original, CompressionOptions options, Action<int, int>? progress, CancellationToken cancellation)
    {
        if (options.FineTuning is not { } training)
        {
            return null;
        }

        // It is no file yet: path and hash that it carries are the original's.
        FineTuningResult result = Train(
            new OnnxModel(network.Proto), original, training with { Seed = options.Seed, Threads = options.Threads }, progress is null ? null : new Listener(progress), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result.Model is { } trained ? result with { Model = new OnnxModel(trained.Proto, network.SourcePath, network.SourceHash) } : result;
    }

    private static FineTuningResult Train(
        OnnxModel network, OnnxModel original, FineTuningOptions options, IProgress<FineTuningProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return FineTuner.Run(network, original, options, progress, cancellation);
        }
        catch (RsdtrException exception) when (original.SourcePath is not null && exception.Diagnostic.File is null)
        {
            throw exception.WithFile(original.SourcePath);
        }
    }

    private sealed class Listener(Action<int, int> hear) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value)
        {
            if (value.Phase == FineTuningPhase.Train)
            {
                hear((int)value.Done, (int)value.Total);
            }
        }
    }
}
