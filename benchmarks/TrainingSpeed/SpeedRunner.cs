using System.Globalization;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>Measures rows: compresses the network where it is to be, times its step in turns with PyTorch's, and measures the memory of a training.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="steps">Compresses, and knows the models.</param>
/// <param name="folder">A folder for what the sides are fed.</param>
internal sealed class SpeedRunner(SpeedOptions options, StepRunner steps, string folder)
{
    // Losses of both sides agree to rounding; a gradient may differ where an input of a Relu is almost zero.
    private const double MostDifference = 0.005;

    // What a program must have had of the processors for its times to count.
    private const double LeastShare = 0.85;

    // As many steps as show the most memory: that of a step, and of judging a network between two epochs.
    private const int MemorySteps = 4;
    private const int HeldOut = 64;

    private const long WeightSeed = 1;

    private readonly CompressionSteps _compressions = new(steps);

    /// <summary>The versions of PyTorch, once a row was run beside it; null until then.</summary>
    public string? TorchVersion { get; private set; }

    /// <summary>Runs a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="note">Hears what speaks against the figures.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public SpeedRun Run(SpeedRow row, Action<string> note)
    {
        SpeedRun run = new(row);
        string network = row.Drawn is { } drawn ? Draw(drawn, Path.Combine(folder, row.Model.File)) : steps.Data.PathOf(row.Model);
        if (!row.Subject.IsOriginal)
        {
            (StepFolder compressed, string? failure) = _compressions.Run(row.Model, row.Subject);
            if (failure is not null)
            {
                return run with { Failure = failure };
            }

            network = compressed.PathOf(StepRunner.Network);
        }

        try
        {
            run = Time(run, network, note);
            return row.TakesMemory ? run with { PeakBytes = Peak(network, steps.Data.PathOf(row.Model)) } : run;
        }
        catch (Exception exception) when (exception is RsdtrException or InvalidOperationException or NotSupportedException)
        {
            // What the other rows took must not be lost with it.
            return run with { Failure = exception.Message };
        }
    }

    /// <summary>Draws the weights of a network, and folds its BatchNormalization, as in what is fine-tuned.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file that it is written to.</param>
    /// <returns>The file.</returns>
    internal static string Draw(TrainedNetwork network, string path)
    {
        OnnxModelFile.Save(InferenceForm.Of(RandomWeights.Draw(network.Build(), WeightSeed)), path);
        return path;
    }

    private SpeedRun Time(SpeedRun run, string network, Action<string> note)
    {
        OnnxModel model = OnnxModelFile.Load(network);
        TrainingBatch batch = StepBatch.Of(model);
        using OwnSide own = new(model, batch, options.Threads);
        using TorchSide? torch = TorchLibrary.Absence is null ? Start(run.Row, network, note) : null;
        TorchVersion = torch?.Version ?? TorchVersion;
        PairedSteps pairs = PairedSteps.Run(torch is null ? [own] : [own, torch], TimeSpan.FromSeconds(options.Seconds));
        double threads = Math.Min(options.Threads, Environment.ProcessorCount);
        if (own.ProcessorShare < LeastShare * threads)
        {
            note(string.Create(
                CultureInfo.InvariantCulture, $"{run.Row.Name}: other programs were running: our steps had {own.ProcessorShare:F2} processors of {threads}"));
        }

        return torch is null
            ? run with { OwnSeconds = pairs.Seconds(0) }
            : pairs.Difference > MostDifference
            ? run with { Difference = pairs.Difference, Failure = "both sides do not train the same: losses or gradients of the first steps differ" }
            : run with { OwnSeconds = pairs.Seconds(0), TorchSeconds = pairs.Seconds(1), Ratio = pairs.Ratio, Difference = pairs.Difference };
    }

    // Without it the project's own step is still worth a row.
    private TorchSide? Start(SpeedRow row, string network, Action<string> note)
    {
        try
        {
            return TorchSide.Start(network, options.Threads);
        }
        catch (InvalidOperationException exception)
        {
            note($"{row.Name}: {exception.Message}");
            return null;
        }
    }

    // Of the tool as users run it, with the original as the teacher.
    private long? Peak(string network, string teacher)
    {
        int images = (MemorySteps * StepSettings.Batch) + HeldOut;
        long[] shape = [.. OnnxModelFile.Load(teacher).Graph.Inputs.Single().Type.TensorType.Shape.Dim.Skip(1).Select(dim => dim.DimValue)];
        string data = Path.Combine(folder, "images.npy");
        NpyWriter.Save(data, SeededInput.Normal((int)(images * shape.Aggregate(1L, (product, size) => product * size)), seed: 2), [images, .. shape.Select(size => (int)size)]);
        ToolRun tool = ToolRun.Start(
        [
            "finetune", network, "--teacher", teacher, "--data", data, "--epochs", "1", "--batch", Number(StepSettings.Batch), "--held-out", Number(HeldOut),
            "--threads", Number(options.Threads), "-o", Path.Combine(folder, "tuned.onnx"),
        ]);
        return tool.ExitCode == 0 ? tool.PeakBytes : throw new InvalidOperationException(tool.ErrorLine ?? $"exit code {Number(tool.ExitCode)}");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
