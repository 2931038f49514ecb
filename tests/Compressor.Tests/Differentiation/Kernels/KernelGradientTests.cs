using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Differentiation.Kernels;

/// <summary>The gradient of a convolution's kernel in all that its attributes combine to, each element held to its definition in float64.</summary>
public sealed class KernelGradientTests
{
    // Kernel, strides, dilations, pads (all before, then all behind), input sizes.
    public static TheoryData<string, string, string, string, string> Geometries => new()
    {
        { "1,1", "1,1", "1,1", "0,0,0,0", "5,6" },
        { "1,1", "2,2", "1,1", "0,0,0,0", "6,7" },
        { "1,1", "1,1", "1,1", "1,0,2,1", "4,5" },
        { "1,1", "2,3", "1,1", "0,1,1,0", "5,7" },
        { "3,3", "1,1", "1,1", "1,1,1,1", "6,5" },
        { "3,3", "1,1", "1,1", "0,0,0,0", "6,5" },
        { "3,3", "1,1", "1,1", "2,0,1,3", "6,5" },
        { "3,3", "1,1", "1,1", "4,1,0,4", "6,5" },
        { "3,3", "1,1", "1,1", "1,1,1,1", "1,1" },
        { "3,3", "2,2", "1,1", "1,1,1,1", "6,6" },
        { "3,3", "2,2", "1,1", "1,1,1,1", "7,7" },
        { "3,3", "2,2", "1,1", "0,1,0,2", "7,8" },
        { "3,3", "3,3", "1,1", "1,1,1,1", "9,11" },
        { "3,3", "1,2", "1,1", "1,1,1,1", "7,8" },
        { "3,3", "1,1", "2,2", "2,2,2,2", "7,6" },
        { "3,3", "2,2", "2,2", "2,2,2,2", "8,7" },
        { "3,3", "2,1", "1,3", "1,3,1,3", "8,9" },
        { "3,3", "1,1", "1,3", "1,3,1,3", "8,9" },
        { "3,3", "1,1", "3,3", "3,3,3,3", "4,4" },
        { "3,1", "1,1", "1,1", "1,0,1,0", "6,4" },
        { "1,3", "1,1", "1,1", "0,1,0,1", "6,4" },
        { "3,1", "2,1", "1,1", "1,0,1,0", "6,4" },
        { "1,3", "1,2", "1,1", "0,1,0,1", "6,5" },
        { "5,1", "1,1", "2,1", "4,0,4,0", "6,4" },
        { "1,5", "2,2", "1,1", "0,2,0,2", "6,7" },
        { "2,4", "2,3", "1,1", "0,1,1,2", "7,10" },
        { "2,4", "1,1", "1,1", "0,1,1,2", "7,10" },
        { "3", "1", "1", "1,1", "9" },
        { "4", "2", "3", "2,1", "17" },
        { "1", "1", "1", "0,0", "5" },
        { "3,3,3", "1,1,1", "1,1,1", "1,1,1,1,1,1", "4,3,5" },
        { "2,1,3", "2,1,1", "1,1,2", "0,0,2,1,0,2", "5,3,4" },
        { "3,1,3", "1,1,1", "1,1,1", "1,0,1,1,0,1", "4,3,5" },
        { "1,1,3", "1,1,1", "1,1,1", "0,0,1,0,0,1", "2,3,5" },
    };

    private static readonly IReadOnlyList<IKernelGradient> s_ways = [.. KernelGradients.All, KernelGradients.Operator];

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Every_way_gives_the_gradient(string kernel, string strides, string dilations, string pads, string sizes)
    {
        // 4 channels to 8, more to fewer, in groups with a multiplier, each channel by itself, and one channel.
        foreach ((int inputs, int outputs, int group) in ((int, int, int)[])[(4, 8, 1), (6, 2, 1), (4, 8, 2), (6, 3, 3), (4, 8, 4), (5, 5, 5), (1, 3, 1), (3, 1, 1)])
        {
            KernelGradientShape shape = Shape(inputs, outputs, group, Numbers(kernel), Numbers(strides), Numbers(dilations), Numbers(pads), Numbers(sizes));
            foreach (IKernelGradient way in s_ways.Where(way => way.Serves(shape)))
            {
                AssertGradient(way, shape, batch: 2, opset: 13, $"{way.Name} {inputs} to {outputs} in {group}");
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(21)]
    public void Every_way_is_written_for_every_operator_set(int opset)
    {
        foreach ((long stride, int group) in ((long, int)[])[(1, 1), (1, 4), (2, 1), (2, 4)])
        {
            KernelGradientShape shape = Shape(4, 4, group, [3, 3], [stride, stride], [1, 1], [1, 0, 2, 1], [6, 5]);
            foreach (IKernelGradient way in s_ways.Where(way => way.Serves(shape)))
            {
                AssertGradient(way, shape, batch: 3, opset, $"{way.Name} step {stride} in {group}");
            }
        }
    }

    [Fact]
    public void Products_that_outgrow_their_operands_are_made_at_once()
    {
        // Two positions, and many channels.
        foreach (int group in (int[])[1, 2])
        {
            KernelGradientShape shape = Shape(32, 48, group, [3, 3], [1, 1], [1, 1], [1, 1, 1, 1], [2, 1]);
            Assert.All(s_ways.Where(way => way.Serves(shape)), way => AssertGradient(way, shape, batch: 5, opset: 13, way.Name));
        }
    }

    [Fact]
    public void There_is_one_for_every_convolution() => Assert.All(Geometries, row =>
    {
        long[][] lists = [.. row.Select(list => Numbers((string)list!))];
        KernelGradientShape shape = Shape(4, 8, 2, lists[0], lists[1], lists[2], lists[3], lists[4]);
        Assert.All((bool[])[false, true], own => Assert.True(KernelGradients.For(shape, own).Serves(shape)));
        Assert.NotSame(KernelGradients.Operator, KernelGradients.For(shape));
    });

    private static void AssertGradient(IKernelGradient way, KernelGradientShape shape, int batch, int opset, string what)
    {
        GraphBuilder builder = new GraphBuilder(opset).Input("x", ["batch", shape.Channels, .. shape.InputSizes.Cast<object>()])
            .Input("dy", ["batch", shape.Outputs, .. shape.OutputSizes.Cast<object>()]);
        OnnxGraph graph = new(builder.Proto);
        GradientWriter writer = new(graph, opset);
        string result = way.Write(writer, "x", "dy", shape);
        writer.Append();
        OwnOperators.Import(builder.Proto);
        builder.Graph.Output.Add(GraphBuilder.ValueInfo(result, [.. shape.KernelSizes.Cast<object>()]));
        using InferenceSession session = ModelRunner.Load(builder.Build());

        long[] input = [batch, shape.Channels, .. shape.InputSizes];
        long[] gradient = [batch, shape.Outputs, .. shape.OutputSizes];
        float[] x = ModelRunner.Noise(1, (int)input.Aggregate((product, size) => product * size));
        float[] dy = ModelRunner.Noise(2, (int)gradient.Aggregate((product, size) => product * size));
        using Tensor first = Tensor.Create<float>(x, input);
        using Tensor second = Tensor.Create<float>(dy, gradient);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = first, ["dy"] = second });
        Assert.Equal(shape.KernelSizes, outputs[0].Dimensions);
        float[] actual = outputs[0].ToArray<float>();
        double[] expected = KernelReference.Of(shape, x, dy);

        // Float32 sums of a few hundred products below 1.
        double scale = Math.Sqrt(batch * shape.Positions);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.True(Math.Abs(expected[index] - actual[index]) <= 1e-6 * scale, $"{what}, element {index}: {actual[index]} is not {expected[index]}.");
        }
    }

    private static KernelGradientShape Shape(
        int inputs, int outputs, int group, long[] kernel, long[] strides, long[] dilations, long[] pads, long[] sizes) => new(
        inputs, outputs,
        ConvolutionAttributes.Read(
            NodeBuilder.Node(
                "Conv", "conv", ["x", "w"], ["y"], NodeBuilder.Ints("strides", strides), NodeBuilder.Ints("dilations", dilations),
                NodeBuilder.Ints("pads", pads), NodeBuilder.Int("group", group)),
            kernel),
        sizes);

    private static long[] Numbers(string list) => [.. list.Split(',').Select(long.Parse)];
}
