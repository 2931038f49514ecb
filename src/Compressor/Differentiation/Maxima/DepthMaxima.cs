using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>For square windows side by side over two axes: a plane is cut into as many as a window has elements (SpaceToDepth), which are compared with the maxima, and put together again (DepthToSpace).</summary>
internal sealed class DepthMaxima : IMaximumGradient
{
    public string Name => "depth";

    public bool Serves(MaximumShape shape) => shape.LieSideBySide && shape.Rank == 2 && shape.Geometry.Kernel[0] == shape.Geometry.Kernel[1];

    public string Write(GradientWriter writer, string covered, string maxima, string gradient, MaximumShape shape)
    {
        // All channels of an image behind one another, once for each element of the window: operators repeat the maxima over long runs.
        long numbers = shape.Channels * shape.OutputSizes[0] * shape.OutputSizes[1];
        string elements = writer.Reshape(MoveBlocks(writer, "SpaceToDepth", covered, shape), -1, shape.Taps, numbers);
        string largest = LargestElements.Write(writer, elements, writer.Reshape(maxima, -1, 1, numbers));
        string share = writer.Divide(writer.Reshape(gradient, -1, 1, numbers), writer.ReduceSum(largest, keepAxes: true, 1));
        string shared = writer.Reshape(writer.Multiply(largest, share), [-1, shape.Taps * shape.Channels, .. shape.OutputSizes]);
        return MoveBlocks(writer, "DepthToSpace", shared, shape);
    }

    private static string MoveBlocks(GradientWriter writer, string opType, string value, MaximumShape shape) =>
        writer.Node(opType, [value], NodeBuilder.Int("blocksize", shape.Geometry.Kernel[0]));
}
