using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

public sealed class ResultStampTests
{
    private static readonly CostFigures s_figures = new(1000, 2000, 4000, 5000, 6000);

    [Fact]
    public void The_size_of_what_training_will_say_is_counted_before_it_is_said()
    {
        OnnxModel network = SmallNetworks.Residual();
        Stamp(new FineTuningOptions { Data = "images" }).PutForSize(network.Proto, s_figures);
        string reserved = FineTuned(network.Proto)!;

        // The network in training is no file yet and has no hash; the original has one of 32 digits.
        OnnxModel trained = SmallNetworks.Residual();
        FineTuningStamp.Put(trained.Proto, trained, new OnnxModel(trained.Proto, "net.onnx", "0123456789abcdef0123456789abcdef"), Report(epochs: 300, images: 1_281_167));
        Assert.InRange(FineTuned(trained.Proto)!.Length, 100, reserved.Length);
        Assert.Equal(reserved.Split(' ').Select(KeyOf), FineTuned(trained.Proto)!.Split(' ').Select(KeyOf));

        Stamp(training: null).PutForSize(network.Proto, s_figures);
        Assert.Null(FineTuned(network.Proto));

        static string KeyOf(string part) => part.Split('=')[0];
    }

    [Fact]
    public void A_compressed_network_does_not_say_that_its_original_was_trained()
    {
        OnnxModel original = SmallNetworks.Residual();
        ModelStamp.Set(original.Proto, ModelStamp.FineTuned, "rsdtr 0.1.0 source=compression teacher=none epochs=1/1 images=8");
        CompressionResult result = ModelCompressor.Compress(original, new CompressionOptions { Budget = Budgets.OfOptions("60%"), Threads = 1 });
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Null(FineTuned(result.Model!.Proto));
        Assert.NotNull(FineTuned(original.Proto));
    }

    private static ResultStamp Stamp(FineTuningOptions? training) => new(
        SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("50%"), FineTuning = training }, CompressionObjective.Size, machine: null, guaranteeThreads: null);

    private static string? FineTuned(ModelProto model) => model.MetadataProps.FirstOrDefault(entry => entry.Key == ModelStamp.FineTuned)?.Value;

    private static FineTuningReport Report(int epochs, int images)
    {
        HeldOutFigures figures = new(10, null, null, 0.1, null);
        return new FineTuningReport
        {
            Source = new SourceReport("net.onnx", null),
            Tool = new ToolReport("rsdtr", "0.1.0", null, "finetune", ""),
            Images = images,
            NotTrained = [],
            Parameters = 1000,
            Flops = 4000,
            Before = figures,
            After = figures,
            BestEpoch = epochs,
            Epochs = [.. Enumerable.Range(1, epochs).Select(_ => (EpochFigures)null!)],
            ImagesPerSecond = null,
            End = FineTuningEnd.Finished,
        };
    }
}
