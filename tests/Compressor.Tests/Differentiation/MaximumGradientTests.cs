using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Differentiation.Maxima;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Differentiation;

/// <summary>Poolings that take the largest element, over windows of any kind and over whole planes.</summary>
public sealed class MaximumGradientTests
{
    [Theory]
    // Kernel, step, dilation, pads, ceil_mode, operator set, height and width.
    [InlineData(2, 2, 1, "0,0,0,0", 0, 8, 6, 6)]
    [InlineData(2, 2, 1, "0,0,0,0", 1, 13, 7, 5)]
    [InlineData(3, 2, 1, "1,1,1,1", 0, 11, 7, 8)]
    [InlineData(3, 2, 1, "0,0,0,0", 1, 13, 8, 8)]
    [InlineData(3, 1, 1, "1,0,0,1", 0, 13, 5, 6)]
    [InlineData(2, 3, 1, "0,0,0,0", 0, 13, 7, 8)]
    [InlineData(3, 2, 2, "2,2,2,2", 0, 13, 9, 8)]
    [InlineData(2, 1, 1, "0,0,0,0", 0, 7, 5, 5)]
    // A last window that would begin in the padding, which operator sets before 22 declare and ONNX Runtime leaves out.
    [InlineData(1, 2, 1, "0,0,0,0", 1, 12, 6, 6)]
    [InlineData(1, 2, 1, "0,0,0,0", 1, 22, 6, 6)]
    // Large windows, one axis after the other.
    [InlineData(5, 1, 1, "2,2,2,2", 0, 8, 7, 6)]
    [InlineData(5, 2, 1, "2,1,2,0", 1, 13, 8, 9)]
    [InlineData(5, 1, 2, "4,4,4,4", 0, 13, 9, 8)]
    public void Max_pooling_has_its_derivative(int kernel, int stride, int dilation, string pads, int ceilMode, int opset, int height, int width)
    {
        List<AttributeProto> attributes =
            [NodeBuilder.Ints("kernel_shape", kernel, kernel), NodeBuilder.Ints("strides", stride, stride), NodeBuilder.Ints("pads", Numbers(pads))];
        if (opset >= 10)
        {
            attributes.AddRange([NodeBuilder.Int("ceil_mode", ceilMode), NodeBuilder.Ints("dilations", dilation, dilation)]);
        }

        AssertDifferences("MaxPool", opset, [2, height, width], [.. attributes]);
    }

    [Theory]
    // Kernel, steps, pads or auto_pad, ceil_mode, input; the first fourteen side by side.
    [InlineData("2,3", "2,3", "0,0,0,0", 0, "6,9")]
    [InlineData("2,3", "2,3", "0,0,0,0", 0, "7,11")]
    [InlineData("3,1", "3,1", "0,0,0,0", 0, "6,4")]
    [InlineData("1,2", "1,2", "0,0,0,0", 0, "3,8")]
    [InlineData("2,2", "2,2", "1,0,1,1", 0, "6,7")]
    [InlineData("2,2", "2,2", "SAME_UPPER", 0, "5,6")]
    [InlineData("2,2", "2,2", "SAME_LOWER", 0, "5,7")]
    [InlineData("3,2", "3,2", "VALID", 0, "7,6")]
    [InlineData("6,4", "1,1", "0,0,0,0", 0, "6,4")]
    [InlineData("2,2", "2,2", "0,0,0,0", 0, "2,36")]
    [InlineData("3", "3", "0,0", 0, "12")]
    [InlineData("2", "2", "1,0", 1, "8")]
    [InlineData("2,2,2", "2,2,2", "0,0,0,0,0,0", 0, "4,6,8")]
    [InlineData("2,1,3", "2,1,3", "0,0,1,0,0,1", 0, "5,2,7")]
    [InlineData("2,3", "1,2", "1,1,0,1", 0, "5,8")]
    [InlineData("3,2", "2,1", "SAME_UPPER", 0, "6,7")]
    [InlineData("3,3", "2,2", "SAME_LOWER", 0, "6,8")]
    [InlineData("3,2", "2,2", "VALID", 0, "8,7")]
    [InlineData("3,2", "2,3", "0,0,0,0", 1, "8,8")]
    [InlineData("3", "2", "1,1", 0, "9")]
    [InlineData("3,2,3", "2,1,1", "1,0,1,1,1,1", 0, "5,4,6")]
    public void Max_pooling_has_its_derivative_over_any_windows(string kernel, string strides, string pads, int ceilMode, string input) => AssertDifferences(
        "MaxPool", 12, Numbers(input, channels: 2),
        NodeBuilder.Ints("kernel_shape", Numbers(kernel)), NodeBuilder.Ints("strides", Numbers(strides)), NodeBuilder.Int("ceil_mode", ceilMode),
        pads.Contains(',', StringComparison.Ordinal) ? NodeBuilder.Ints("pads", Numbers(pads)) : NodeBuilder.String("auto_pad", pads));

    [Theory]
    [InlineData(7, "5,4")]
    [InlineData(13, "5,4")]
    [InlineData(13, "9")]
    [InlineData(18, "3,4,2")]
    public void The_largest_of_a_plane_has_its_derivative(int opset, string input) => AssertDifferences("GlobalMaxPool", opset, Numbers(input, channels: 3));

    [Fact]
    public void The_largest_of_a_plane_of_open_size_has_its_derivative()
    {
        using Differentiated network = new(new GraphBuilder().Input("x", "batch", 2, "height", "width").Node("GlobalMaxPool").Output("y").Build(), "x");
        float[] gradient = network.Backward(new() { ["x"] = ([1, 7, 3, 5, 8, 2], [1, 2, 1, 3]) }, [([4, 6], [1, 2, 1, 1])])["x"];
        Assert.Equal([0f, 4, 0, 0, 6, 0], gradient);
    }

    [Fact]
    public void Equal_elements_share_the_gradient_of_their_maximum()
    {
        float[] x = [5, 1, 5, -3];
        foreach (OnnxModel model in (OnnxModel[])
        [
            new GraphBuilder().Input("x", "batch", 1, 2, 2).MaxPool(2, 2).Output("y").Build(),
            new GraphBuilder().Input("x", "batch", 1, 2, 2).Node("GlobalMaxPool").Output("y").Build(),
        ])
        {
            using Differentiated network = new(model, "x");
            Assert.Equal([1.5f, 0, 1.5f, 0], network.Backward(new() { ["x"] = (x, [1, 1, 2, 2]) }, [([3], [1, 1, 1, 1])])["x"]);
        }
    }

    [Theory]
    // Kernel, steps, input: side by side; the ways that serve, and the one that is taken.
    [InlineData("2,2", "2,2", "4,6", "convolution,axes,depth", "depth")]
    [InlineData("2,2", "2,2", "2,40", "convolution,axes,depth", "depth")]
    [InlineData("3,3", "3,3", "9,12", "convolution,axes,depth", "depth")]
    [InlineData("20,20", "20,20", "40,40", "convolution,axes,depth", "axes")]
    [InlineData("7,7", "7,7", "7,7", "convolution,axes,depth,whole", "whole")]
    [InlineData("7,7", "1,1", "7,7", "convolution,axes,depth,whole", "whole")]
    [InlineData("5,3", "5,3", "5,3", "convolution,axes,whole", "whole")]
    [InlineData("3,2", "3,2", "9,10", "convolution,axes", "convolution")]
    [InlineData("6,3", "6,3", "12,9", "convolution,axes", "axes")]
    [InlineData("3", "3", "21", "convolution", "convolution")]
    [InlineData("2,2,2", "2,2,2", "4,2,6", "convolution,axes", "convolution")]
    [InlineData("3,3,2", "3,3,2", "3,6,4", "convolution,axes", "axes")]
    public void All_ways_give_the_same_bits(string kernel, string strides, string input, string ways, string taken)
    {
        const int Batch = 3;
        const int Channels = 5;
        ConvolutionAttributes geometry = ConvolutionAttributes.Read(
            NodeBuilder.Node("MaxPool", "pool", ["x"], ["y"], NodeBuilder.Ints("kernel_shape", Numbers(kernel)), NodeBuilder.Ints("strides", Numbers(strides))));
        long[] sizes = Numbers(input);
        MaximumShape shape = new(Channels, geometry, sizes, [.. sizes.Select((size, axis) => geometry.OutputSize(axis, size))]);

        // Few different numbers, so that most windows have several largest ones.
        float[] x = [.. ModelRunner.Noise(1, Batch * Channels * (int)sizes.Aggregate((product, size) => product * size)).Select(number => MathF.Round(2 * number))];
        float[] dy = ModelRunner.Noise(2, Batch * Channels * (int)shape.OutputSizes.Aggregate((product, size) => product * size));
        IMaximumGradient[] serving = [.. MaximumGradients.All.Where(way => way.Serves(shape))];
        Assert.All(serving, way => Assert.Equal(Expected(shape, x, dy), Compute(way, shape, Batch, x, dy)));
        Assert.Equal(ways, string.Join(',', serving.Select(way => way.Name)));
        Assert.Equal(taken, MaximumGradients.For(shape).Name);
    }

    [Theory]
    // Kernel, steps, pads, side, and whether elements are laid side by side by a convolution: where windows overlap or leave gaps, and where planes are large.
    [InlineData("2,2", "2,2", "0,0,0,0", 8, false)]
    [InlineData("2,2", "2,2", "0,0,0,0", 7, false)]
    [InlineData("2,2", "2,2", "0,0,0,0", 16, false)]
    [InlineData("2,2", "2,2", "0,0,0,0", 32, true)]
    [InlineData("3,3", "2,2", "1,1,1,1", 8, true)]
    [InlineData("2,2", "3,3", "0,0,0,0", 8, true)]
    public void Small_planes_of_windows_side_by_side_need_no_convolution(string kernel, string strides, string pads, int side, bool convolves)
    {
        OnnxModel model = new GraphBuilder().Input("x", "batch", 3, side, side)
            .Node("MaxPool", null, null, NodeBuilder.Ints("kernel_shape", Numbers(kernel)), NodeBuilder.Ints("strides", Numbers(strides)), NodeBuilder.Ints("pads", Numbers(pads))).Output("y").Build();
        GradientGraph graph = GradientGraph.Of(model, ShapeInference.Infer(model), ["x"]);
        Assert.Equal(convolves, graph.Model.Graph.Nodes.Any(node => node.OpType == "ConvTranspose"));
        Assert.Equal(!convolves, graph.Model.Graph.Nodes.Any(node => node.OpType == "DepthToSpace"));
    }

    // By hand: a window's gradient over its number of largest elements, one division in float32.
    private static float[] Expected(MaximumShape shape, float[] x, float[] dy)
    {
        float[] expected = new float[x.Length];
        int[][] windows = [.. Enumerable.Range(0, x.Length).GroupBy(place => Window(shape, place)).OrderBy(window => window.Key).Select(window => window.ToArray())];
        for (int window = 0; window < windows.Length; window++)
        {
            int[] largest = [.. windows[window].Where(place => x[place] == windows[window].Max(other => x[other]))];
            foreach (int place in largest)
            {
                expected[place] = dy[window] / largest.Length;
            }
        }

        return expected;
    }

    // The index of the window of an element, both counted over images and channels.
    private static int Window(MaximumShape shape, int place)
    {
        long window = 0;
        long windows = 1;
        long rest = place;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            window += rest % shape.CoveredSizes[axis] / shape.Geometry.Kernel[axis] * windows;
            rest /= shape.CoveredSizes[axis];
            windows *= shape.OutputSizes[axis];
        }

        return (int)(window + (rest * windows));
    }

    private static float[] Compute(IMaximumGradient way, MaximumShape shape, long batch, float[] x, float[] dy)
    {
        GraphBuilder builder = new GraphBuilder().Input("x", ["batch", shape.Channels, .. shape.CoveredSizes.Cast<object>()])
            .Input("dy", ["batch", shape.Channels, .. shape.OutputSizes.Cast<object>()])
            .Node("MaxPool", ["x"], ["y"], NodeBuilder.Ints("kernel_shape", shape.Geometry.Kernel), NodeBuilder.Ints("strides", shape.Geometry.Strides));
        OnnxGraph graph = new(builder.Proto);
        GradientWriter writer = new(graph, builder.Proto.OpsetImport[0].Version);
        string result = way.Write(writer, "x", "y", "dy", shape);
        writer.Append();
        builder.Graph.Output.Add(GraphBuilder.ValueInfo(result, ["batch", shape.Channels, .. shape.CoveredSizes.Cast<object>()]));
        using InferenceSession session = ModelRunner.Load(builder.Build());
        using Tensor first = Tensor.Create<float>(x, [batch, shape.Channels, .. shape.CoveredSizes]);
        using Tensor second = Tensor.Create<float>(dy, [batch, shape.Channels, .. shape.OutputSizes]);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = first, ["dy"] = second });
        return outputs[0].ToArray<float>();
    }

    // A shuffled ladder with steps of 1, so that a step of 0.2 along any unit vector changes no window's largest element: the differences are exact.
    private static void AssertDifferences(string opType, int opset, long[] image, params AttributeProto[] attributes)
    {
        OnnxModel model = new GraphBuilder(opset).Input("x", ["batch", .. image.Cast<object>()]).Node(opType, null, null, attributes).Output("y").Build();
        int length = 2 * (int)image.Aggregate((product, size) => product * size);
        float[] ladder = [.. Enumerable.Range(0, length).Select(index => (float)index - (length / 2))];
        new Random(1).Shuffle(ladder);
        GradientAssert.Differences(model, new() { ["x"] = (ladder, [2, .. image]) }, 0.125, 1e-4, "x");
    }

    private static long[] Numbers(string list) => [.. list.Split(',').Select(long.Parse)];

    private static long[] Numbers(string list, long channels) => [channels, .. Numbers(list)];
}
