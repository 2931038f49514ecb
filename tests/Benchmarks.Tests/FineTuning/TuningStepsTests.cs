using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class TuningStepsTests : IDisposable
{
    private const string Report = """{ "bestEpoch": 1, "imagesPerSecond": 900, "epochs": [ { "epoch": 1, "seconds": 5, "heldOut": { "top1": 0.8, "agreement": null } } ] }""";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _network;

    public TuningStepsTests()
    {
        Directory.CreateDirectory(_folder.File("models"));
        _model = Path.Combine(_folder.Path, "models", AccuracyRows.ResNet20.File);
        File.WriteAllBytes(_model, [1, 2, 3]);
        Step("given", "resnet20", ["given"], _model);
        StepFolder compressed = Step(
            "compressed-seed0", "resnet20-p50-f50", ["compress", "--max-parameters", "50%", "--max-flops", "50%", "--seed", "0", "--images", "1024"], _model);
        File.WriteAllText(compressed.PathOf("report.json"), """{ "before": { "parameters": 10, "flops": 20 }, "after": { "parameters": 5, "flops": 10 } }""");
        _network = compressed.PathOf("network.onnx");
        File.WriteAllBytes(_network, [4]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_taught_network_is_of_the_original_that_labels_trained()
    {
        // Trained with the original as it was given, which is another training.
        Train("resnet20-p50-f50-taught", _network, _model);
        Assert.Null(Find("resnet20-p50-f50-taught"));

        string teacher = Train("resnet20-original-labels", _model, _model).PathOf("network.onnx");
        Assert.Null(Find("resnet20-p50-f50-taught"));

        Train("resnet20-p50-f50-taught", _network, teacher);
        Assert.Equal(0.86, Find("resnet20-p50-f50-taught")?.Top1);
    }

    private StepFolder Train(string row, string network, string teacher)
    {
        StepFolder step = Step("epochs1-all-seed0", row, ["finetune", "--labels", "--epochs", "1", "--seed", "0"], network, teacher);
        File.WriteAllBytes(step.PathOf("network.onnx"), [5]);
        File.WriteAllText(step.PathOf("report.json"), Report);
        return step;
    }

    private StepFolder Step(string folder, string name, string[] command, params string[] inputs)
    {
        StepFolder step = StepFolder.Open(Path.Combine(_folder.Path, "work", folder, name), command, inputs);
        step.Finish(new StepOutcome(null, 0.86));
        return step;
    }

    private TuningRun? Find(string row)
    {
        string work = _folder.File("work");
        TuningOptions options = TuningOptions.Parse(["--shared", _folder.Path, "--epochs", "1", "--work", work]);
        return new TuningSteps(options, new StepRunner(new SubjectData(_folder.Path, work), _folder.Path, work, 0, TextWriter.Null, CancellationToken.None))
            .Find(TuningRows.All.Single(one => one.Name == row));
    }
}
