using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>A convolution, or what several with nothing between them come to, with all sizes known.</summary>
/// <param name="Outputs">T.</param>
/// <param name="Inputs">C, of all groups.</param>
/// <param name="Group">The number of groups.</param>
/// <param name="Axes">The spatial axes.</param>
/// <param name="InputSize">The positions of the input.</param>
/// <param name="OutputSize">The positions of the output.</param>
/// <param name="HasBias">Whether it adds a bias.</param>
internal sealed record ConvolutionStage(
    long Outputs, long Inputs, long Group, IReadOnlyList<ConvolutionAxis> Axes, long InputSize, long OutputSize, bool HasBias)
{
    /// <summary>Reads a node; null where it is no convolution, or a size is not known.</summary>
    public static ConvolutionStage? Of(NodeProto node, ShapeTable shapes)
    {
        if (node.OpType != "Conv" || !OperatorDomain.IsDefault(node.Domain) || shapes[node.Input[1]]?.TryGetSizes() is not { Length: > 2 } weight
            || shapes[node.Input[0]]?.TryGetSizes() is not { } input || shapes[node.Output[0]]?.TryGetSizes() is not { } output)
        {
            return null;
        }

        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node, weight.AsSpan(2)).Resolve(input.AsSpan(2));
        return new ConvolutionStage(
            weight[0], weight[1] * geometry.Group, geometry.Group,
            [.. Enumerable.Range(0, geometry.Rank).Select(axis => new ConvolutionAxis(
                geometry.Kernel[axis], geometry.Strides[axis], geometry.Dilations[axis], geometry.PadsBegin[axis], geometry.PadsEnd[axis]))],
            input.Skip(2).Aggregate(1L, (product, size) => product * size), output.Skip(2).Aggregate(1L, (product, size) => product * size),
            node.Input.Count > 2 && node.Input[2].Length > 0);
    }

    /// <summary>The convolution that reads a value as its input, where nothing else reads the value; null where there is none.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">The value's name.</param>
    /// <param name="shapes">The shapes of its values.</param>
    /// <param name="stay">Values that must stay: none of them is read by one node alone.</param>
    public static (NodeProto Node, ConvolutionStage Stage)? OnlyReader(OnnxGraph graph, string value, ShapeTable shapes, IReadOnlySet<string> stay) =>
        !stay.Contains(value) && graph.OnlyConsumer(value) is { } node && node.Input[0] == value && node.Input.Count(input => input == value) == 1 && Of(node, shapes) is { } stage
            ? (node, stage)
            : null;

    /// <summary>
    /// This convolution and the next as one; null where they are not one. Along each axis at most one of them may have a window, so that the padding of the one is that of both, and
    /// the first must have no bias, which the second's padding would not see.
    /// </summary>
    public ConvolutionStage? Then(ConvolutionStage next)
    {
        if (HasBias || next.Inputs != Outputs || (Group > 1 && next.Group > 1 && Group != next.Group))
        {
            return null;
        }

        List<ConvolutionAxis> axes = [];
        foreach ((ConvolutionAxis own, ConvolutionAxis other) in Axes.Zip(next.Axes))
        {
            if (other is { Kernel: 1, PadBegin: 0, PadEnd: 0 })
            {
                axes.Add(own with { Stride = own.Stride * other.Stride });
            }
            else if (own is { Kernel: 1, PadBegin: 0, PadEnd: 0, Stride: 1 })
            {
                axes.Add(other);
            }
            else
            {
                return null;
            }
        }

        return new ConvolutionStage(next.Outputs, Inputs, Math.Min(Group, next.Group), axes, InputSize, next.OutputSize, next.HasBias);
    }

    /// <summary>
    /// What a training step with it takes, in multiply-adds of an image's forward pass. Groups of few channels run at an eighth of the speed of others; the gradient of a kernel
    /// with a window moves the input about, which takes as long as 60 multiply-adds a number (ResNet-20, dense and compressed, on one thread of a x64 server).
    /// </summary>
    public double Cost
    {
        get
        {
            double window = Axes.Aggregate(1.0, (product, axis) => product * axis.Kernel);
            double macs = (double)Outputs * OutputSize * Inputs / Group * window;
            return (macs * (Group > 1 && Inputs / Group < 8 ? 8 : 1)) + (window > 1 ? 60.0 * Inputs * InputSize : 0) + (10.0 * Outputs * OutputSize);
        }
    }
}
