using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Samples.Training;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>
/// VGG-16 for images of 32x32: the thirteen convolutions and five poolings of configuration D (Simonyan and Zisserman, arXiv 1409.1556), BatchNormalization behind each convolution, and one linear
/// layer, since five halvings leave one position. 14,710,464 numbers in the kernels at width 64.
/// </summary>
internal static class CifarVgg16
{
    // The widths of the convolutions of each stage in that of the first; a pooling ends it.
    private static readonly int[][] s_stages = [[1, 1], [2, 2], [4, 4, 4], [8, 8, 8], [8, 8, 8]];

    /// <summary>The network without weights.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="width">The channels of the first stage; 64 are published.</param>
    public static OnnxModel Build(string name, int width)
    {
        NetworkWriter writer = new();
        string value = writer.Input(TrainedNetwork.Input, TrainedNetwork.Planes, TrainedNetwork.Side, TrainedNetwork.Side);
        int inputs = TrainedNetwork.Planes;
        for (int stage = 0; stage < s_stages.Length; stage++)
        {
            for (int layer = 0; layer < s_stages[stage].Length; layer++)
            {
                string convolution = $"conv{stage + 1}_{layer + 1}";
                int outputs = width * s_stages[stage][layer];
                value = writer.Relu($"{convolution}.relu", writer.Convolution(convolution, value, inputs, outputs, size: 3, stride: 1));
                inputs = outputs;
            }

            value = writer.MaxPool($"pool{stage + 1}", value, size: 2);
        }

        writer.Output("fc", writer.Average("row", value), inputs, TrainedNetwork.Classes, TrainedNetwork.Output);
        return writer.Build(name, TrainedNetwork.Producer);
    }
}
