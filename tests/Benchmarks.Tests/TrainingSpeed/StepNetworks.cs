using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

/// <summary>Small networks of all that a training step meets, with weights from a seed.</summary>
internal static class StepNetworks
{
    /// <summary>The classes of each network.</summary>
    public const int Classes = 4;

    // Neither square nor cubic, so that no order of axes is mistaken for another.
    private static readonly KernelShape s_shape = new(8, 6, 3, 2);

    private static readonly int[] s_widths = [3, 4, 2];

    /// <summary>Strides, groups, uneven padding, a sum with a shortcut, and a kernel that nodes make of two stored factors.</summary>
    public static OnnxModel Plain(int seed = 1) => new GraphBuilder(seed: seed)
        .Input("image", "batch", 3, 9, 8)
        .Conv(6, 3, pads: 1, name: "first").Relu()
        .Conv(6, 3, 1, fourPads: [2, 0, 0, 0], bias: false, name: "uneven")
        .Conv(6, 3, group: 6, pads: 1, name: "depthwise").Add("first").Relu()
        .RandomWeight("left", 8, 2).RandomWeight("right", 2, 6)
        .Node("MatMul", ["left", "right"], ["product"]).Reshape(8, 6, 1, 1).Node("Conv", ["relu2", "reshape1"], ["mixed"], NodeBuilder.Ints("strides", 2, 2))
        .Relu().GlobalAveragePool().Flatten().Gemm(8, Classes)
        .Output("scores").Build();

    /// <summary>
    /// Poolings behind a Relu, as VGG has them. Its zeros are often equal: they share the gradient here, and the first has it in PyTorch, but the Relu lets none of it through.
    /// </summary>
    public static OnnxModel Pooled(int seed = 1) => new GraphBuilder(seed: seed)
        .Input("image", "batch", 3, 9, 8).Conv(6, 3, pads: 1).Relu().MaxPool(2, 2).Conv(8, 3, pads: 1).Relu().MaxPool(2, 1).GlobalAveragePool().Flatten().Gemm(8, Classes)
        .Output("scores").Build();

    /// <summary>Normalization behind convolutions without biases, which it would take away.</summary>
    /// <param name="training">Whether the nodes say that they normalize by the images they are given.</param>
    /// <param name="seed">The seed.</param>
    public static OnnxModel Normalized(bool training = false, int seed = 1)
    {
        OnnxModel network = new GraphBuilder(opset: 15, irVersion: 8, seed: seed)
            .Input("image", "batch", 3, 9, 8).Conv(6, 3, pads: 1, bias: false).BatchNormalization(0.01f, name: "first").Relu()
            .Conv(6, 3, pads: 1, bias: false).BatchNormalization(0.01f).Add("first").Relu().GlobalAveragePool().Flatten().Gemm(6, Classes).Output("scores").Build();
        foreach (NodeProto node in network.Graph.Nodes.Where(node => node.OpType == "BatchNormalization"))
        {
            node.Set(NodeBuilder.Int("training_mode", training ? 1 : 0));
        }

        return network;
    }

    /// <summary>A convolution of four cores, run by one of the eight plans: with few cuts nodes make its kernels of the cores, with more than one branch they repeat what is tied.</summary>
    public static OnnxModel Ring(int branches, int cuts) => Factorized(SeededFactors.Ring(s_shape, new RingRanks(2, branches, 3, 2), seed: 1, (ChainCuts)cuts));

    /// <summary>A convolution with filters of their own in each branch.</summary>
    public static OnnxModel Branches(int seed) => Factorized(SeededFactors.Branches(s_shape, new BranchSize(4, 2), seed));

    /// <summary>A convolution as a chain, of whose stages some run as one.</summary>
    public static OnnxModel Chain(string layout, int merges)
    {
        ChainLayout stored = ChainLayout.Parse(layout);
        return Factorized(SeededFactors.Chain(s_shape, stored, s_widths[..(stored.StageCount - 1)], seed: 1).WithMerges((ChainMerges)merges));
    }

    private static OnnxModel Factorized(FactorizedKernel factors)
    {
        OnnxModel network = new GraphBuilder()
            .Input("image", "batch", 3, 9, 8).Conv(s_shape.InputChannels, 3, pads: 1).Relu()
            .Conv(s_shape.OutputChannels, s_shape.Height, s_shape.Width, stride: 2, pads: 1, name: "factorized").Relu()
            .GlobalAveragePool().Flatten().Gemm(s_shape.OutputChannels, Classes).Output("scores").Build();
        ConvolutionRewriter.Rewrite(network.Graph, "factorized.weight", factors);
        return network;
    }
}
