using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Samples.Training;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>
/// ResNet-18 for images of 32x32: the stages of the one for ImageNet (He et al., arXiv 1512.03385, table 1) behind a 3x3 convolution with steps of 1 and no pooling, as the same paper's networks
/// for CIFAR-10 begin. 11,173,962 parameters at width 64, normalization included.
/// </summary>
internal static class CifarResNet18
{
    private const int Stages = 4;
    private const int BlocksPerStage = 2;

    /// <summary>The network without weights.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="width">The channels of the first stage, of which each later one has twice as many as the one before; 64 are published.</param>
    public static OnnxModel Build(string name, int width)
    {
        NetworkWriter writer = new();
        string value = writer.Input(TrainedNetwork.Input, TrainedNetwork.Planes, TrainedNetwork.Side, TrainedNetwork.Side);
        value = writer.Relu("conv1.relu", writer.Convolution("conv1", value, TrainedNetwork.Planes, width, size: 3, stride: 1));
        int inputs = width;
        for (int stage = 0; stage < Stages; stage++)
        {
            int outputs = width << stage;
            for (int block = 0; block < BlocksPerStage; block++)
            {
                value = Block(writer, $"layer{stage + 1}.{block}", value, inputs, outputs, stride: stage > 0 && block == 0 ? 2 : 1);
                inputs = outputs;
            }
        }

        writer.Output("fc", writer.Average("pool", value), inputs, TrainedNetwork.Classes, TrainedNetwork.Output);
        return writer.Build(name, TrainedNetwork.Producer);
    }

    private static string Block(NetworkWriter writer, string name, string value, int inputs, int outputs, int stride)
    {
        string branch = writer.Relu($"{name}.relu1", writer.Convolution($"{name}.conv1", value, inputs, outputs, size: 3, stride));
        branch = writer.Convolution($"{name}.conv2", branch, outputs, outputs, size: 3, stride: 1);
        string shortcut = inputs == outputs ? value : writer.Convolution($"{name}.shortcut", value, inputs, outputs, size: 1, stride);
        return writer.Relu($"{name}.relu2", writer.Sum($"{name}.sum", branch, shortcut));
    }
}
