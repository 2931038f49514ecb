using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>Seeded networks of a few layers, with what real ones have: residual sums, pooling, normalization, a classifier.</summary>
internal static class SmallNetworks
{
    /// <summary>What <see cref="Residual"/> is fed.</summary>
    public static readonly long[] ResidualInput = [1, 3, 16, 16];

    /// <summary>Five 3x3 convolutions, a 1x1 one, and a classifier; an open batch.</summary>
    public static OnnxModel Residual() => Stem(new GraphBuilder(seed: 7).Input("image", "batch", 3, 16, 16))
        .GlobalAveragePool().Flatten().Gemm(24, 10)
        .Output("logits").Build();

    /// <summary>The same with a BatchNormalization behind three of the convolutions.</summary>
    public static OnnxModel Normalized() => new GraphBuilder(seed: 8)
        .Input("image", "batch", 3, 16, 16)
        .Conv(12, 3, pads: 1, bias: false).BatchNormalization().Relu()
        .Conv(16, 3, stride: 2, pads: 1, bias: false).BatchNormalization().Relu()
        .Conv(16, 3, pads: 1).BatchNormalization().Add("relu2").Relu()
        .GlobalAveragePool().Flatten().Gemm(16, 10)
        .Output("logits").Build();

    /// <summary>What <see cref="Perceptron"/> is fed.</summary>
    public static readonly long[] PerceptronInput = [1, 3, 8, 8];

    /// <summary>A small convolution and, with nearly all of the parameters, three fully connected layers: Gemm, MatMul and Gemm; an open batch.</summary>
    public static OnnxModel Perceptron() => new GraphBuilder(seed: 14)
        .Input("image", "batch", 3, 8, 8)
        .Conv(4, 3, stride: 2, pads: 1).Relu().Flatten()
        .Gemm(64, 48).Relu()
        .MatMulAdd(48, 40).Relu()
        .Gemm(40, 10)
        .Output("scores").Build();

    /// <summary>A fully convolutional network whose input has any height and width.</summary>
    public static OnnxModel AnySize() => new GraphBuilder(seed: 9)
        .Input("image", 1, 3, "height", "width")
        .Conv(12, 3, pads: 1).Relu().Conv(12, 3, pads: 1)
        .Output("map").Build();

    /// <summary>One convolution of each kind that stays dense, and one that does not (<c>plain</c>).</summary>
    public static OnnxModel OfAllKinds()
    {
        GraphBuilder builder = new GraphBuilder(seed: 10)
            .Input("image", 1, 3, 12, 12)
            .Conv(12, 3, pads: 1, name: "first").Relu()
            .Conv(12, 3, pads: 1, group: 12, name: "depthwise")
            .Conv(12, 3, pads: 1, group: 3, name: "grouped")
            .Conv(16, 1, name: "pointwise")
            .Conv(16, 3, pads: 1, name: "plain")
            .Conv(16, 3, pads: 1, name: "alsoRead");
        // A weight that a node of another kind reads as well.
        builder.Node("ReduceSum", ["alsoRead.weight"], ["sum"], NodeBuilder.Int("keepdims", 0)).Node("Add", ["alsoRead", "sum"], ["shifted"]);
        // A weight that depends on the input.
        builder
            .Node("ReduceMean", ["image"], ["mean"], NodeBuilder.Int("keepdims", 0))
            .RandomWeight("base", 16, 16, 3, 3)
            .Node("Mul", ["base", "mean"], ["scaled"])
            .Node("Conv", ["shifted", "scaled"], ["flat"])
            // Convolutions over one and three spatial axes.
            .Reshape(1, 16, 100)
            .RandomWeight("line.weight", 8, 16, 3);
        builder.Graph.Node.Add(NodeBuilder.Node("Conv", "line", [builder.Last, "line.weight"], ["line"]));
        builder.From("line").Reshape(1, 8, 7, 7, 2).RandomWeight("volume.weight", 4, 8, 3, 3, 1);
        builder.Graph.Node.Add(NodeBuilder.Node("Conv", "volume", [builder.Last, "volume.weight"], ["volume"]));
        builder.Graph.Node.Single(node => node.Output[0] == "flat").Name = "computed";
        return builder.Output("map", "volume").Build();
    }

    private static GraphBuilder Stem(GraphBuilder builder) => builder
        .Conv(12, 3, pads: 1).Relu()
        .Conv(16, 3, stride: 2, pads: 1).Relu()
        .Conv(16, 3, pads: 1).Relu()
        .Conv(16, 3, pads: 1).Add("relu2").Relu()
        .MaxPool(2, 2)
        .Conv(24, 3, pads: 1).Relu()
        .Conv(24, 1).Relu();
}
