using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

public sealed class CompressionTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_cannot_be_trained_is_told_before_the_long_work()
    {
        OnnxModel network = SmallNetworks.Residual();
        Refused(DataDiagnostics.SetTooSmall, network, Noise(1, 16), "at least 2");
        Refused(DataDiagnostics.ShapeMismatch, network, Noise(8, 12));
        Refused(ToolDiagnostics.WrongUsage, SmallNetworks.AnySize(), Noise(8, 16), "--outputs scores");

        // A node that has no derivative here.
        OnnxModel erf = new GraphBuilder(seed: 5).Input("image", "batch", 3, 16, 16).Conv(12, 3, pads: 1).Node("Erf").Conv(12, 3, pads: 1)
            .GlobalAveragePool().Flatten().Gemm(12, 10).Output("logits").Build();
        Refused(TrainingDiagnostics.NotDifferentiable, erf, Noise(8, 16), "Erf");

        void Refused(DiagnosticDescriptor code, OnnxModel model, string data, params string[] fragments)
        {
            List<CompressionPhase> heard = [];
            CompressionOptions options = new() { Budget = Budgets.OfOptions("70%"), FineTuning = new FineTuningOptions { Data = data, Outputs = Compressor.Evaluation.OutputKind.Scores }, Threads = 1 };
            Expect.Error(code, () => ModelCompressor.Compress(model, options, new Listener(heard.Add)), fragments);
            Assert.Equal([CompressionPhase.Load], heard.Distinct());
        }
    }

    [Theory]
    [InlineData("images", "images", true)]
    [InlineData("images", "./images/", true)]
    [InlineData("images", "others", false)]
    [InlineData("images", null, false)]
    [InlineData(null, "images", false)]
    public void Images_that_train_and_judge_are_a_warning(string? training, string? calibration, bool isWarning)
    {
        CompressionOptions options = new()
        {
            Budget = Budgets.OfOptions("70%"),
            Calibration = calibration,
            FineTuning = training is null ? null : new FineTuningOptions { Data = training },
        };
        Diagnostic? warning = CompressionTraining.Check(options, "models/net.onnx");
        Assert.Equal(isWarning, warning is not null);
        if (warning is not null)
        {
            Assert.Equal((DataDiagnostics.JudgesTrained, DiagnosticSeverity.Warning, "models/net.onnx"), (warning.Descriptor, warning.Severity, warning.File));
            Assert.Contains("--finetune-data", warning.Message, StringComparison.Ordinal);
        }
    }

    private string Noise(int images, int size)
    {
        string path = _folder.File($"{images}-{size}.npy");
        NpyWriter.Save(path, ModelRunner.Noise(seed: 3, images * 3 * size * size), images, 3, size, size);
        return path;
    }

    private sealed class Listener(Action<CompressionPhase> hear) : IProgress<CompressionProgress>
    {
        public void Report(CompressionProgress value) => hear(value.Phase);
    }
}
