using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>VGG-16 (Simonyan and Zisserman, "Very deep convolutional networks", arXiv 1409.1556, configuration D), which has no BatchNormalization.</summary>
internal static class Vgg16
{
    private const int Size = 224;
    private const int Hidden = 4096;
    private const int Classes = 1000;

    // The widths of the convolutions of each stage; a pooling ends it.
    private static readonly int[][] s_stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    /// <summary>Builds it.</summary>
    /// <param name="weights">Makes the stored tensors.</param>
    public static OnnxModel Build(IWeightSource weights)
    {
        NetworkBuilder builder = new(weights);
        string value = builder.Input("input", 1, 3, Size, Size);
        int inputs = 3;
        for (int stage = 0; stage < s_stages.Length; stage++)
        {
            for (int layer = 0; layer < s_stages[stage].Length; layer++)
            {
                int outputs = s_stages[stage][layer];
                value = builder.Relu(builder.Convolution(
                    $"conv{stage + 1}_{layer + 1}", value, new KernelShape(outputs, inputs, 3, 3), stride: 1, NetworkBuilder.RectifiedGain));
                inputs = outputs;
            }

            value = builder.MaxPool($"pool{stage + 1}", value, size: 2, stride: 2, padding: 0);
        }

        int side = Size >> s_stages.Length;
        value = builder.Relu(builder.FullyConnected("fc6", builder.Flatten(value), new KernelShape(Hidden, inputs, side, side), NetworkBuilder.RectifiedGain));
        value = builder.Relu(builder.FullyConnected("fc7", value, new KernelShape(Hidden, Hidden, 1, 1), NetworkBuilder.RectifiedGain));
        value = builder.FullyConnected("fc8", value, new KernelShape(Classes, Hidden, 1, 1), gain: 1);
        return builder.Build("vgg16", value, 1, Classes);
    }
}
