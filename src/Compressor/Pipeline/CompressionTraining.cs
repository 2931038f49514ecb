using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Trains a compressed network as a part of its compression.</summary>
internal static class CompressionTraining
{
    // Rate and clipping are the usual ones here.
    private const string Remedy = "compress without --finetune-data (item metadata FineTuneData), and train the result with rsdtr finetune, where --rate and --clip can be set";

    /// <summary>Refuses, before the long work, images that cannot be trained with, and networks that cannot be trained.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="original">The original in its canonical form: what is made of it has the same operators, and some that can be trained.</param>
    /// <param name="session">The original, loaded.</param>
    /// <exception cref="RsdtrException">Network or images cannot be used (RSDTR11xx, RSDTR12xx).</exception>
    public static void Require(CompressionOptions options, OnnxModel original, InferenceSession session)
    {
        if (options.FineTuning is { } training)
        {
            FineTuner.Require(original, session, original, training);
        }
    }

    /// <summary>The warning (RSDTR1110) where a network was trained with the images that judge it; null where it was not.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="model">The model's path or name.</param>
    public static Diagnostic? Check(CompressionOptions options, string model) =>
        JudgesTrained(options)
            ? new Diagnostic(
                DataDiagnostics.JudgesTrained, DiagnosticSeverity.Warning, model, 1,
                $"{Path.GetFileName(model)}: {options.Calibration} trains the network and judges it, so that error and agreement are better than those of images that it has not seen: give other images to one of --calibration and --finetune-data.")
            : null;

    /// <summary>Whether a network is trained with the images that judge it.</summary>
    /// <param name="options">What was asked for.</param>
    public static bool JudgesTrained(CompressionOptions options) =>
        options is { FineTuning.Data: { } training, Calibration: { } calibration } && SamePath.Are(training, calibration);

    /// <summary>Trains a network with the original as its teacher.</summary>
    /// <param name="network">The compressed network.</param>
    /// <param name="original">The original in its canonical form.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="progress">Hears of the steps.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>What training gave; null where none was asked for.</returns>
    /// <exception cref="RsdtrException">The networks or the images cannot be used, or the training failed, as where it diverged: a compression is done or not.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FineTuningResult? Run(
        OnnxModel network, OnnxModel original, CompressionOptions options, Action<int, int>? progress, CancellationToken cancellation)
    {
        if (options.FineTuning is not { } training)
        {
            return null;
        }

        // It is no file yet: path and hash that it carries are the original's.
        FineTuningResult result = Train(
            new OnnxModel(network.Proto), original, training with { Seed = options.Seed, Threads = options.Threads, Remedy = Remedy }, progress is null ? null : new Listener(progress), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result.Model is { } trained ? result with { Model = new OnnxModel(trained.Proto, network.SourcePath, network.SourceHash) } : result;
    }

    /// <summary>What is told of a training whose network is not taken, because the compressed one meets limits on outputs that it breaches.</summary>
    /// <param name="training">What training gave.</param>
    public static FineTuningResult NotTaken(FineTuningResult training) =>
        training with { Model = null, Report = training.Report with { After = training.Report.Before, BestEpoch = 0, End = FineTuningEnd.NotTaken } };

    private static FineTuningResult Train(
        OnnxModel network, OnnxModel original, FineTuningOptions options, IProgress<FineTuningProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            FineTuningResult result = FineTuner.Run(network, original, options, progress, cancellation);
            return result.Failure is null ? result : throw result.Failure;
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
