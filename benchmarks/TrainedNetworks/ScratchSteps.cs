using System.Globalization;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>Trains networks from random weights, each in a process of its own, and folds their BatchNormalization; what is finished already is taken as it is.</summary>
/// <param name="options">How long to train, and with what.</param>
/// <param name="runner">Does the steps.</param>
internal sealed class ScratchSteps(TrainedNetworksOptions options, StepRunner runner)
{
    private const string RandomFolder = "random";
    private const string Folded = "folded.onnx";

    /// <summary>Trains a network, or does what is left of it.</summary>
    /// <exception cref="OperationCanceledException">The tool, or this work, was stopped; the next run goes on from there.</exception>
    public ScratchTraining Run(TrainedNetwork network)
    {
        SubjectModel random = ModelAt(network, Draw(network));
        string[] asked = Arguments();
        StepFolder folder = StepFolder.Open(runner.PathOf(options.TrainingFolder, network.Name), ["finetune", .. asked], runner.Data.PathOf(random));
        string checkpoint = folder.PathOf("checkpoint");
        string? failure = runner.Complete(
            folder, $"{network.Name}: training from random weights", random,
            () => ["finetune", runner.Data.PathOf(random), "--data", runner.Data.TrainingClasses, .. random.Arguments, .. asked, "--checkpoint", checkpoint]);
        if (folder.Outcome is null)
        {
            return new ScratchTraining(network) { Failure = failure };
        }

        File.Delete(checkpoint);
        (string path, NetworkCost cost) = Fold(folder);
        SubjectModel trained = ModelAt(network, path);
        return new ScratchTraining(network)
        {
            Model = trained,
            Cost = cost,
            Top1 = runner.JudgeGiven(trained),
            Training = TuningReport.Read(folder.PathOf(StepRunner.Report)),
            PeakBytes = folder.Outcome.PeakBytes,
        };
    }

    // Images are prepared as those of the other networks for CIFAR-10.
    private static SubjectModel ModelAt(TrainedNetwork network, string path) => AccuracyRows.ResNet20 with { Name = network.Name, File = path };

    private string Draw(TrainedNetwork network)
    {
        string path = runner.PathOf(RandomFolder, string.Create(CultureInfo.InvariantCulture, $"{network.Name}-seed{options.Seed}.onnx"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        OnnxModelFile.Save(RandomWeights.Draw(network.Build(), options.Seed), path);
        return path;
    }

    private static (string Path, NetworkCost Cost) Fold(StepFolder folder)
    {
        OnnxModel network = InferenceForm.Of(OnnxModelFile.Load(folder.PathOf(StepRunner.Network)));
        // What the tool says of a network that it fine-tuned is no matter here.
        network.Proto.MetadataProps.Clear();
        string path = folder.PathOf(Folded);
        OnnxModelFile.Save(network, path);
        ModelCost cost = ModelCost.Measure(network);
        return (path, new NetworkCost(cost.Parameters, cost.Flops ?? throw new InvalidOperationException($"the FLOPs of {path} are unknown")));
    }

    private string[] Arguments() =>
    [
        .. ScratchRecipe.Arguments, .. options.Images is { } images ? (string[])["--images", Number(images)] : [], "--epochs", Number(options.Epochs), "--seed", Number(options.Seed),
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
