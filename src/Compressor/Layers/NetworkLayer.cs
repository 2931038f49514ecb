using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Layers;

/// <summary>
/// One weight of the network and the nodes that read it, convolutions or fully connected layers: usually one; several where the network
/// shares the weight.
/// </summary>
internal sealed record NetworkLayer
{
    private readonly long? _stored;

    /// <summary>The name of the first node.</summary>
    public required string Name { get; init; }

    /// <summary>What the nodes do with the weight.</summary>
    public LayerKind Kind { get; init; }

    /// <summary>The name of the weight.</summary>
    public required string Weight { get; init; }

    /// <summary>The nodes that read the weight, all of the same kind, in the order of execution.</summary>
    public required IReadOnlyList<NodeProto> Nodes { get; init; }

    /// <summary>The weight's shape: [T, C / group, spatial sizes] of a convolution, [T, C] of a fully connected layer however it is stored; empty where it is unknown.</summary>
    public required IReadOnlyList<long> WeightShape { get; init; }

    /// <summary>The kernel's sizes, 1x1 for a fully connected layer; null where <see cref="DenseReason"/> says why the layer cannot be factorized.</summary>
    public KernelShape? Shape { get; init; }

    /// <summary>T C kh kw numbers, last index fastest; empty where the layer cannot be factorized.</summary>
    public float[] Kernel { get; init; } = [];

    /// <summary>
    /// The sizes that each node's cost depends on, the images of a fixed batch being one below the other and a fully connected layer's
    /// rows the positions of a 1x1 convolution; null where a size is unknown.
    /// </summary>
    public IReadOnlyList<ConvolutionSize>? Sizes { get; init; }

    /// <summary>MACs of the dense nodes together; null where a size is unknown.</summary>
    public long? Macs { get; init; }

    /// <summary>Why the layer stays dense; null where it may be factorized.</summary>
    public string? DenseReason { get; init; }

    /// <summary>What each convolution finds in memory when it runs; null where the size of some activation is unknown.</summary>
    public IReadOnlyList<ConvolutionMemory>? Memory { get; init; }

    /// <summary>The most bytes of activations that may be alive while it runs; null for no limit.</summary>
    public long? LargestPeak { get; init; }

    /// <summary>The numbers that the dense weight holds; 0 where its shape is unknown.</summary>
    public long Parameters => WeightShape.Count == 0 ? 0 : ConvolutionCost.DenseParameters(WeightShape);

    /// <summary>The numbers that the file stores for the dense weight: others than the weight holds where nodes make it, and none where it stores integers or callers feed it.</summary>
    public long StoredParameters
    {
        get => _stored ?? Parameters;
        init => _stored = value;
    }

    /// <summary>MACs of all its nodes in some form; null where a size is unknown.</summary>
    /// <param name="one">MACs of a node in that form.</param>
    /// <exception cref="OverflowException">There are more than a <see cref="long"/> can count.</exception>
    public long? MacsOf(Func<ConvolutionSize, long> one) => Sizes?.Aggregate(0L, (sum, size) => checked(sum + one(size)));

    /// <summary>The most bytes of activations that are alive while the layer runs; null where a size is unknown.</summary>
    /// <param name="inner">The values inside the chain that takes its place; none for the layer as it is.</param>
    public long? Peak(IReadOnlyList<ChainValue> inner)
    {
        if (Memory is null || (Sizes is null && inner.Count > 0))
        {
            return null;
        }

        return Memory.Select((memory, index) => inner.Count == 0 ? memory.DensePeak : memory.Peak(Sizes![index], inner)).Max();
    }
}
