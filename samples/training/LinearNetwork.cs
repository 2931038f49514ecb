using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Samples.ShapeImages.Rendering;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.Training;

/// <summary>One fully connected layer on the pixels, which knows nothing of shapes.</summary>
internal static class LinearNetwork
{
    private const int Planes = 3;

    /// <summary>The network without weights.</summary>
    public static OnnxModel Build()
    {
        NetworkWriter writer = new();
        string pixels = writer.Row("/pixels", writer.Input("image", Planes, Canvas.Size, Canvas.Size));
        writer.Output("/head/Gemm", pixels, Planes * Canvas.Size * Canvas.Size, ShapeClass.All.Count, "logits");
        return writer.Build("linear");
    }
}
