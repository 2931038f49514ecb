using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
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

    [Fact]
    public void Training_fails_no_compression_that_meets_its_limits_without_it()
    {
        // Images without a pattern, all alike: a network learns them by heart and forgets others.
        string plain = _folder.File("plain.npy");
        NpyWriter.Save(plain, Enumerable.Repeat(3f, 16 * 3 * 16 * 16).ToArray(), 16, 3, 16, 16);
        FineTuningOptions training = new() { Data = plain, Epochs = 6, BatchSize = 4, Rate = 0.05, Outputs = Compressor.Evaluation.OutputKind.Values };
        CompressionResult Compress(FineTuningOptions? options, double? limit) => ModelCompressor.Compress(
            SmallNetworks.Residual(),
            new CompressionOptions
            {
                Budget = Budgets.OfFile("\"parameters\": \"60%\"", string.Create(CultureInfo.InvariantCulture, $"\"maxOutputError\": {limit?.ToString("R", CultureInfo.InvariantCulture) ?? "null"}")),
                Calibration = Noise(16, 16),
                FineTuning = options,
                Threads = 1,
            });
        CompressionResult untrained = Compress(null, limit: null);
        double fitted = untrained.Report.Receipt!.OutputError!.Value;
        CompressionResult free = Compress(training, limit: null);
        Assert.True(free.Report.Receipt!.OutputError > 1.01 * fitted, $"{fitted} before, {free.Report.Receipt.OutputError} after");
        Assert.True(free.Report.FineTuning!.BestEpoch > 0);
        Assert.Empty(free.Diagnostics);

        CompressionResult result = Compress(training, 1.01 * fitted);
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Diagnostic warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("RSDTR2114", DiagnosticSeverity.Warning, 5), (warning.Descriptor.Id, warning.Severity, warning.Line));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{free.Report.Receipt.OutputError:F4} > "), warning.Message, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{fitted:F4} before"), warning.Message, StringComparison.Ordinal);

        // What is written and told is the network as it was, with the epochs that were run.
        Assert.Equal(untrained.Model!.Proto.Graph, result.Model!.Proto.Graph);
        Assert.DoesNotContain(result.Model.Proto.MetadataProps, entry => entry.Key == "rsdtr.finetuned");
        Assert.Equal(fitted, result.Report.Receipt!.OutputError);
        FineTuningReport told = result.Report.FineTuning!;
        Assert.Equal((FineTuningEnd.NotTaken, 0, told.Before, 6), (told.End, told.BestEpoch, told.After, told.Epochs.Count));
    }

    [Fact]
    public void A_training_that_diverges_names_no_option_that_a_compression_does_not_have()
    {
        // Squares of such numbers are not finite.
        string huge = _folder.File("huge.npy");
        NpyWriter.Save(huge, Enumerable.Repeat(1e30f, 16 * 3 * 16 * 16).ToArray(), 16, 3, 16, 16);
        CompressionOptions options = new()
        {
            Budget = Budgets.OfOptions("60%"),
            FineTuning = new FineTuningOptions { Data = huge, Epochs = 2, Outputs = Compressor.Evaluation.OutputKind.Values },
            Threads = 1,
        };
        RsdtrException exception = Expect.Error(
            TrainingDiagnostics.Diverged, () => ModelCompressor.Compress(SmallNetworks.Residual(), options),
            "compress without --finetune-data (item metadata FineTuneData)", "rsdtr finetune, where --rate and --clip can be set");
        Assert.DoesNotContain("lower --rate", exception.Message, StringComparison.Ordinal);
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
