using Google.Protobuf;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Compression that calibration data steers.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Any_number_of_threads_and_any_run_give_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string data = Noise(folder, 16);
        OnnxModel source = SmallNetworks.Normalized();
        (byte[] Model, string Report) Run(int threads)
        {
            CompressionResult result = ModelCompressor.Compress(
                source, new CompressionOptions { Budget = Budgets.OfOptions("55%"), Calibration = data, Threads = threads });
            return (result.Model!.Proto.ToByteArray(), ReportFile.ToJson(result.Report));
        }

        (byte[] Model, string Report) first = Run(1);
        foreach (int threads in (int[])[1, 4])
        {
            (byte[] Model, string Report) again = Run(threads);
            Assert.Equal(first.Model, again.Model);
            Assert.Equal(first.Report, again.Report);
        }
    }

    [Fact]
    public void Wide_layers_and_shortcuts_and_shared_weights_give_the_same_bytes_with_any_number_of_threads()
    {
        using TemporaryFolder folder = new();
        string data = Noise(folder, 12);
        // A patch of 140 x 9 numbers; a sum; a weight at two places.
        OnnxModel source = new GraphBuilder(seed: 15).Input("image", "batch", 3, 16, 16)
            .Conv(140, 3, stride: 2, pads: 1).Relu().Conv(8, 3, stride: 2, pads: 1, name: "wide").Relu()
            .Conv(8, 3, pads: 1, name: "inside").Add("relu2").Relu()
            .RandomWeight("w", 8, 8, 3, 3).Node("Conv", ["relu3", "w"], ["once"], NodeBuilder.Ints("pads", 1, 1, 1, 1)).Relu()
            .Node("Conv", ["relu4", "w"], ["twice"], NodeBuilder.Ints("pads", 1, 1, 1, 1))
            .GlobalAveragePool().Flatten().Gemm(8, 10).Output("logits").Build();
        CompressionResult Run(int threads) => ModelCompressor.Compress(
            source, new CompressionOptions { Budget = Budgets.OfOptions("40%"), Calibration = data, Threads = threads });
        (CompressionResult one, CompressionResult two) = (Run(1), Run(2));
        Assert.True(one.MeetsBudget, string.Join('\n', one.Diagnostics));
        Assert.Contains(one.Report.Layers, layer => layer.Name == "wide" && layer.Plan != "dense");
        Assert.Equal(one.Model!.Proto.ToByteArray(), two.Model!.Proto.ToByteArray());
        Assert.Equal(ReportFile.ToJson(one.Report), ReportFile.ToJson(two.Report));
    }

    [Theory]
    [InlineData("ArgMax")]
    [InlineData("Cast")]
    public void Classes_and_names_are_steered_by_the_scores_that_they_are_made_of(string opType)
    {
        using TemporaryFolder folder = new();
        string data = Noise(folder, 16);
        OnnxModel scores = SmallNetworks.Residual();
        OnnxModel classes = scores.Clone();
        classes.Proto.Graph.Node.Add(NodeBuilder.Node(
            opType, "last", ["logits"], ["class"], opType == "ArgMax" ? NodeBuilder.Int("axis", 1) : NodeBuilder.Int("to", (int)TensorProto.Types.DataType.String)));
        classes.Proto.Graph.Output.Clear();
        classes.Proto.Graph.Output.Add(new ValueInfoProto
        {
            Name = "class",
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)(opType == "ArgMax" ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.String) } },
        });
        classes.Graph.Changed();
        Assert.Equal(Choice(scores), Choice(classes));

        string[] Choice(OnnxModel model) =>
        [
            .. ModelCompressor.Compress(model, new CompressionOptions { Budget = Budgets.OfOptions("50%"), Calibration = data, Threads = 1 }).Report.Layers
                .Select(layer => $"{layer.Name} {layer.Plan} {layer.Parameters} {layer.Error:R}"),
        ];
    }

    [Fact]
    public void Heads_that_share_kernel_and_bias_meet_the_limit_with_one_shifted_bias()
    {
        using TemporaryFolder folder = new();
        GraphBuilder builder = new GraphBuilder(seed: 16).Input("image", "batch", 3, 16, 16).Conv(12, 3, pads: 1).Relu()
            .RandomWeight("head", 24, 12, 3, 3).RandomWeight("head.bias", 24);
        string level = builder.Last;
        for (int number = 0; number < 3; number++)
        {
            level = builder.From(level).MaxPool(2, 2).Last;
            builder.Node("Conv", [level, "head", "head.bias"], [$"map{number}"], NodeBuilder.Ints("pads", 1, 1, 1, 1)).Output($"map{number}", $"map{number}");
        }

        CompressionResult result = ModelCompressor.Compress(
            builder.Build(), new CompressionOptions { Budget = Budgets.OfOptions("60%"), Calibration = Noise(folder, 12), Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        Assert.Equal("head.bias/shifted", Assert.Single(result.Model!.Proto.Graph.Initializer, tensor => tensor.Name.StartsWith("head.bias", StringComparison.Ordinal)).Name);
        // 12 and 24 numbers of the two biases.
        Assert.Equal(result.Report.Layers.Sum(layer => layer.Parameters) + 12 + 24, result.Report.After.Parameters);
    }

    [Fact]
    public void A_quarter_of_the_data_judges_where_the_rest_steers()
    {
        using TemporaryFolder folder = new();
        CompressionOptions options = new() { Budget = Budgets.OfOptions("60%"), Calibration = Noise(folder, 16), Threads = 1 };
        Receipt steered = ModelCompressor.Compress(SmallNetworks.Residual(), options).Report.Receipt!;
        Assert.Equal((InputKinds.Images, 4), (steered.Inputs, steered.Images));

        // The paper's method takes nothing from the data: all of it judges.
        Receipt judged = ModelCompressor.Compress(SmallNetworks.Residual(), options with { Method = CompressionMethod.Paper }).Report.Receipt!;
        Assert.Equal((InputKinds.Images, 16), (judged.Inputs, judged.Images));
    }

    [Fact]
    public void Data_that_says_nothing_does_not_hinder()
    {
        // Inputs of zeros: no moment about the mean, no error of any factors.
        using TemporaryFolder folder = new();
        string data = folder.File("zeros.npy");
        NpyWriter.Save(data, new float[8 * 3 * 16 * 16], 8, 3, 16, 16);
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("50%"), Calibration = data, Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        Assert.All(ModelRunner.Run(result.Model!, seed: 1, SmallNetworks.ResidualInput)["logits"], number => Assert.True(float.IsFinite(number)));
    }

    [Fact]
    public void Layers_that_stay_dense_and_layers_without_a_bias_are_no_hindrance()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("noise.npy");
        NpyWriter.Save(data, ModelRunner.Noise(seed: 4, 8 * 3 * 12 * 12), 8, 3, 12, 12);
        CompressionResult result = ModelCompressor.Compress(
            SmallNetworks.OfAllKinds(), new CompressionOptions { Budget = Budgets.OfOptions("85%"), Calibration = data, Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
    }

    [Fact]
    public void Layers_whose_inputs_are_not_finite_do_without_their_moments()
    {
        // The logarithm of noise is NaN for half of it.
        using TemporaryFolder folder = new();
        OnnxModel source = new GraphBuilder(seed: 12)
            .Input("image", "batch", 3, 16, 16)
            .Conv(8, 3, pads: 1).Node("Log", ["image"], ["log"]).Conv(8, 3, pads: 1, input: "log", inChannels: 3)
            .Output("map", "conv1").Output("other", "conv2").Build();
        CompressionResult result = ModelCompressor.Compress(
            source, new CompressionOptions { Budget = Budgets.OfOptions("75%"), Calibration = Noise(folder, 8), Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
        Assert.All(result.Report.Layers, layer => Assert.True(double.IsFinite(layer.Error)));
        Assert.All(
            result.Model!.Graph.Proto.Initializer.Where(tensor => tensor.DataType == 1),
            tensor => Assert.All(TensorReader.ToFloats(tensor), number => Assert.True(float.IsFinite(number))));
    }

    [SharedFact]
    public void On_a_real_network_data_clearly_lowers_the_error_on_images_it_has_not_seen()
    {
        OnnxModel source = OnnxModelFile.Load(RepositoryLayout.Shared("models", "cifar10-resnet20.onnx"));
        ImagePreprocessing preprocessing = new() { Mean = [0.485f, 0.456f, 0.406f], Std = [0.229f, 0.224f, 0.225f] };
        DataSourceOptions Images(int count) => new() { Images = count, Preprocessing = preprocessing };
        CompressionOptions blind = new() { Budget = Budgets.OfOptions("50%") };
        double Error(CompressionOptions options)
        {
            CompressionResult result = ModelCompressor.Compress(source, options);
            Assert.True(result.MeetsBudget);
            return NetworkEvaluator.Evaluate(result.Model!, source, RepositoryLayout.Shared("data", "cifar10-jpeg-test.tar.gz"), Images(200)).OutputError!.Value;
        }

        double steered = Error(blind with { Calibration = RepositoryLayout.Shared("data", "cifar10-jpeg-train.tar.gz"), CalibrationOptions = Images(128) });
        // Against what is assumed of inputs that nobody has seen.
        Assert.InRange(steered / Error(blind), 0, 0.75);
    }

    private static string Noise(TemporaryFolder folder, int count)
    {
        string path = folder.File("noise.npy");
        NpyWriter.Save(path, ModelRunner.Noise(seed: 3, count * 3 * 16 * 16), count, 3, 16, 16);
        return path;
    }
}
