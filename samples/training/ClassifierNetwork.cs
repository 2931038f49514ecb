using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Samples.ShapeImages.Rendering;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.Training;

/// <summary>
/// The sample's network: a stem with stride 2, two residual blocks of 32 channels at 16x16, three of 64 at 8x8 (He et al., arXiv 1512.03385, figure 2), global average pooling, one linear layer.
/// </summary>
internal static class ClassifierNetwork
{
    private const int Narrow = 32;
    private const int Wide = 64;

    /// <summary>The network without weights.</summary>
    public static OnnxModel Build()
    {
        NetworkWriter writer = new();
        string value = writer.Input("image", 3, Canvas.Size, Canvas.Size);
        value = writer.Relu("/stem/Relu", writer.Convolution("/stem/Conv", value, 3, Narrow, 3, stride: 2));
        (int Inputs, int Outputs)[] blocks = [(Narrow, Narrow), (Narrow, Narrow), (Narrow, Wide), (Wide, Wide), (Wide, Wide)];
        for (int block = 0; block < blocks.Length; block++)
        {
            value = Block(writer, $"/blocks/{block}", value, blocks[block].Inputs, blocks[block].Outputs);
        }

        writer.Output("/head/Gemm", writer.Average("/pool", value), Wide, ShapeClass.All.Count, "logits");
        return writer.Build("classifier");
    }

    // Two convolutions and a shortcut, which is a convolution where the channels change.
    private static string Block(NetworkWriter writer, string name, string value, int inputs, int outputs)
    {
        int stride = inputs == outputs ? 1 : 2;
        string branch = writer.Relu($"{name}/Relu1", writer.Convolution($"{name}/conv1/Conv", value, inputs, outputs, 3, stride));
        branch = writer.Convolution($"{name}/conv2/Conv", branch, outputs, outputs, 3, stride: 1);
        string shortcut = inputs == outputs ? value : writer.Convolution($"{name}/shortcut/Conv", value, inputs, outputs, 1, stride);
        return writer.Relu($"{name}/Relu2", writer.Sum($"{name}/Add", branch, shortcut));
    }
}
