using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Models that are valid but not what exporters of classifiers write.</summary>
public sealed class UnusualModelTests
{
    [Fact]
    public void A_network_with_a_fixed_batch_is_compressed_as_far_as_the_limit_asks_and_no_further()
    {
        OnnxModel source = new GraphBuilder(seed: 5).Input("image", 4, 3, 16, 16).Conv(16, 3, pads: 1).Relu().Conv(16, 3, pads: 1).Output("map").Build();
        CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions(flops: "60%"), Threads = 1 });
        Assert.True(result.MeetsBudget);
        Assert.Equal(result.Report.After.Macs, result.Report.Layers.Sum(layer => layer.Macs));
        Assert.InRange(result.Report.After.Macs!.Value, result.Report.Before.Macs!.Value * 45 / 100, result.Report.Before.Macs.Value * 60 / 100);
    }

    [Fact]
    public void A_float16_network_stays_dense_with_the_reason()
    {
        GraphBuilder builder = new GraphBuilder(seed: 3).Input("image", 1, 3, 8, 8).Conv(8, 3, pads: 1).Relu().Conv(8, 3, pads: 1).Output("map");
        foreach (TensorProto tensor in builder.Graph.Initializer)
        {
            Half[] values = [.. TensorReader.ToFloats(tensor).Select(value => (Half)value)];
            tensor.DataType = (int)DataType.Float16;
            tensor.RawData = Google.Protobuf.ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }

        foreach (ValueInfoProto value in builder.Graph.Input.Concat(builder.Graph.Output))
        {
            value.Type.TensorType.ElemType = (int)DataType.Float16;
        }

        CompressionResult result = Compress(builder.Build(), "70%");
        Assert.Equal(Verdict.NotMet, result.Report.Verdict);
        Assert.Equal("RSDTR2101", Assert.Single(result.Diagnostics).Descriptor.Id);
        Assert.All(result.Report.Layers, layer => Assert.Equal("its weight is float16, not float32", layer.Reason));
        Assert.Equal(0, result.Report.Receipt!.OutputError);
    }

    [Fact]
    public void A_network_of_several_inputs_is_compressed()
    {
        GraphBuilder builder = new GraphBuilder(seed: 4).Input("left", 1, 8, 8, 8).Input("right", 1, 8, 8, 8).Input("swap");
        builder.Graph.Input[2].Type.TensorType.ElemType = (int)DataType.Bool;
        OnnxModel source = builder
            .Node("Where", ["swap", "left", "right"], ["chosen"])
            .Conv(16, 3, pads: 1, input: "chosen", inChannels: 8).Relu().Conv(16, 3, pads: 1).Output("map").Build();
        CompressionResult result = Compress(source, "60%");
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Equal(["left", "right", "swap"], result.Model!.Graph.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void A_network_that_gives_classes_of_pixels_alone_is_compressed()
    {
        GraphBuilder builder = new GraphBuilder(seed: 6).Input("image", 1, 3, 16, 16)
            .Conv(16, 3, pads: 1).Relu().Conv(16, 3, pads: 1).Relu().Conv(12, 3, pads: 1).Node("ArgMax", null, null, NodeBuilder.Int("axis", 1)).Output("classes");
        builder.Graph.Output[0].Type.TensorType.ElemType = (int)DataType.Int64;
        CompressionResult result = Compress(builder.Build(), "60%");
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Equal(["classes"], result.Model!.Graph.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void A_name_of_the_class_beside_the_scores_is_no_obstacle()
    {
        using TemporaryFolder folder = new();
        NpyWriter.Save(folder.File("x.npy"), ModelRunner.Noise(1, 8 * 3 * 16 * 16), 8, 3, 16, 16);
        GraphBuilder builder = new GraphBuilder(seed: 8).Input("image", "batch", 3, 16, 16)
            .Conv(16, 3, pads: 1).Relu().Conv(16, 3, pads: 1).Relu().GlobalAveragePool().Flatten().Gemm(16, 3).Output("scores", "gemm1");
        builder.Graph.Node.Add(NodeBuilder.Node("Constant", "names", [], ["names"], new AttributeProto
        {
            Name = "value_strings",
            Type = AttributeProto.Types.AttributeType.Strings,
            Strings = { ByteString.CopyFromUtf8("cat"), ByteString.CopyFromUtf8("dog"), ByteString.CopyFromUtf8("owl") },
        }));
        OnnxModel source = builder.Node("ArgMax", ["scores"], ["best"], NodeBuilder.Int("axis", 1)).Node("Gather", ["names", "best"], ["name"]).Output("name", "name").Build();
        source.Graph.Outputs[1].Type.TensorType.ElemType = (int)DataType.String;
        foreach (string? calibration in (string?[])[null, folder.File("x.npy")])
        {
            CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions("60%"), Calibration = calibration, Threads = 1 });
            Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
            Assert.Equal(source.Proto.Graph.Output, result.Model!.Proto.Graph.Output);
            // Of the scores there is an error; of the worst output there is none, for the name may be it.
            Assert.Equal(["scores"], result.Report.Receipt!.OutputErrors.Keys);
            Assert.Null(result.Report.Receipt.OutputError);
        }
    }

    [Fact]
    public void A_network_whose_sizes_only_the_images_tell_is_compressed()
    {
        // The Gemm takes 4 x 16 x 16 numbers and no others.
        using TemporaryFolder folder = new();
        NpyWriter.Save(folder.File("x.npy"), ModelRunner.Noise(1, 8 * 3 * 16 * 16), 8, 3, 16, 16);
        OnnxModel source = new GraphBuilder(seed: 9).Input("image", "batch", 3, "height", "width")
            .Conv(16, 3, pads: 1).Relu().Conv(4, 3, pads: 1).Relu().Flatten().Gemm(4 * 16 * 16, 10).Output("scores").Build();
        CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions("60%"), Calibration = folder.File("x.npy"), Threads = 1 });
        Assert.True(result.MeetsBudget, string.Join('\n', result.Diagnostics));
    }

    [Fact]
    public void A_default_that_the_caller_may_replace_stays_an_input()
    {
        OnnxModel source = new GraphBuilder(seed: 5)
            .Input("image", 1, 8, 8, 8).Input("floor", 1).Weight("floor", [1], 0)
            .Conv(16, 3, input: "image").Conv(16, 3).Node("Max", ["conv2", "floor"]).Output("map").Build();
        CompressionResult result = Compress(source, "60%");
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Equal(["image", "floor"], result.Model!.Proto.Graph.Input.Select(input => input.Name));
        Assert.NotNull(result.Model.Graph.Initializer("floor"));
    }

    [Fact]
    public void A_weight_that_the_caller_feeds_stays_dense()
    {
        OnnxModel source = new GraphBuilder(seed: 5)
            .Input("kernel", 16, 8, 3, 3).Input("image", 1, 8, 8, 8)
            .Node("Conv", ["image", "kernel"], ["fed"]).Conv(16, 3, input: "fed", inChannels: 16).Output("map").Build();
        CompressionResult result = Compress(source, "60%");
        Assert.Equal(Verdict.Met, result.Report.Verdict);
        Assert.Equal(["its weight is an input of the network", null], result.Report.Layers.Select(layer => layer.Reason));
    }

    [Fact]
    public void A_weight_that_nodes_convert_stays_dense()
    {
        GraphBuilder builder = new GraphBuilder(seed: 6).Input("image", 1, 8, 8, 8);
        builder.Graph.Initializer.Add(new TensorProto
        {
            Name = "scale",
            DataType = (int)DataType.Float,
            FloatData = { 0.01f },
        });
        TensorProto bytes = new() { Name = "bytes", DataType = (int)DataType.Int8, Dims = { 8, 8, 3, 3 } };
        bytes.RawData = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Range(0, 8 * 8 * 9).Select(index => (byte)(index * 37))]);
        builder.Graph.Initializer.Add(bytes);
        OnnxModel source = builder
            .Node("DequantizeLinear", ["bytes", "scale"], ["w"]).Node("Conv", ["image", "w"], ["a"])
            .Conv(16, 3, input: "a", inChannels: 8).Output("map").Build();
        CompressionResult result = Compress(source, "60%");
        Assert.Equal("its weight is stored in another form and converted by nodes", result.Report.Layers[0].Reason);
        // Integers and a scalar are no parameters.
        Assert.Equal(0, result.Report.Layers[0].Parameters);
        Assert.Equal(Verdict.Met, result.Report.Verdict);
    }

    [Fact]
    public void The_smallest_convolution_is_told_to_be_too_small()
    {
        OnnxModel source = new GraphBuilder(seed: 7).Input("image", 1, 1, 1, 1).Conv(1, 1, bias: false).Output("map").Build();
        CompressionResult result = Compress(source, "50%");
        Assert.Equal(Verdict.NotMet, result.Report.Verdict);
        Assert.NotNull(Assert.Single(result.Report.Layers).Reason);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_relative_error_out_of_range_is_a_fault_of_the_caller(double error) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelCompressor.Compress(
            SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.None, RelativeError = error }));

    private static CompressionResult Compress(OnnxModel source, string parameters) =>
        ModelCompressor.Compress(source, new CompressionOptions { Budget = Budgets.OfOptions(parameters), Threads = 1 });
}
