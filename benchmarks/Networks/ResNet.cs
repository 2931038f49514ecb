using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>
/// Residual networks of basic blocks for ImageNet (He et al., "Deep residual learning for image recognition", arXiv 1512.03385, table 1),
/// BatchNormalization folded: a bias of T numbers in the place of its 2 T.
/// </summary>
internal static class ResNet
{
    private const int FirstWidth = 64;
    private const int Classes = 1000;
    private const int Size = 224;

    /// <summary>Builds one.</summary>
    /// <param name="blocks">Blocks of each of the four stages: 2, 2, 2, 2 of ResNet-18, 3, 4, 6, 3 of ResNet-34.</param>
    /// <param name="weights">Makes the stored tensors.</param>
    public static OnnxModel Build(IReadOnlyList<int> blocks, IWeightSource weights)
    {
        NetworkBuilder builder = new(weights);
        string value = builder.Convolution(
            "conv1", builder.Input("input", 1, 3, Size, Size), new KernelShape(FirstWidth, 3, 7, 7), stride: 2, NetworkBuilder.RectifiedGain);
        value = builder.MaxPool("maxpool", builder.Relu(value), size: 3, stride: 2, padding: 1);

        // A branch adds 1/L of the mean square, so that L blocks together multiply it by e at most (as in Zhang et al., "Fixup initialization",
        // arXiv 1901.09321): what the folded normalizations saw to.
        double branchGain = 1.0 / blocks.Sum();
        int inputs = FirstWidth;
        for (int stage = 0; stage < blocks.Count; stage++)
        {
            int outputs = FirstWidth << stage;
            for (int block = 0; block < blocks[stage]; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                value = Block(builder, $"layer{stage + 1}.{block}", value, inputs, outputs, stride, branchGain);
                inputs = outputs;
            }
        }

        value = builder.Flatten(builder.AveragePool(value));
        value = builder.FullyConnected("fc", value, new KernelShape(Classes, inputs, 1, 1), gain: 1);
        return builder.Build($"resnet{2 + (2 * blocks.Sum())}", value, 1, Classes);
    }

    private static string Block(NetworkBuilder builder, string name, string value, int inputs, int outputs, int stride, double branchGain)
    {
        string branch = builder.Convolution($"{name}.conv1", value, new KernelShape(outputs, inputs, 3, 3), stride, NetworkBuilder.RectifiedGain);
        branch = builder.Convolution($"{name}.conv2", builder.Relu(branch), new KernelShape(outputs, outputs, 3, 3), stride: 1, branchGain);
        string shortcut = inputs == outputs && stride == 1
            ? value
            : builder.Convolution($"{name}.downsample", value, new KernelShape(outputs, inputs, 1, 1), stride, gain: 1);
        return builder.Relu(builder.Sum($"{name}.sum", branch, shortcut));
    }
}
