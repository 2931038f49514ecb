using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Costs;

/// <summary>What one layer of a network stores and computes.</summary>
public sealed record LayerCost
{
    /// <summary>The node's name, or its first output's where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The operator, for example <c>Conv</c>.</summary>
    public required string OpType { get; init; }

    /// <summary>
    /// The weight's shape, [T, C/group, kh, kw] for a convolution, [T, C] for a Gemm or MatMul however it is stored; null where the layer
    /// has no weight or its shape is unknown.
    /// </summary>
    public TensorShape? KernelShape { get; init; }

    /// <summary>The first input's shape; null where it is unknown.</summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>The first output's shape; null where it is unknown.</summary>
    public TensorShape? OutputShape { get; init; }

    /// <summary>
    /// Floating-point numbers that the layer's weights are stored as, through nodes over initializers where there are such. What
    /// several layers share is counted at the first of them.
    /// </summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulate operations of one run; null where they cannot be known.</summary>
    public required long? Macs { get; init; }

    /// <summary>Floating-point operations of one run, 2 * <see cref="Macs"/>; null where they cannot be known.</summary>
    public long? Flops => Macs is { } macs ? ConvolutionCost.Flops(macs) : null;

    /// <summary>Bytes of the layer's outputs; null where their shape or type is unknown.</summary>
    public required long? ActivationBytes { get; init; }

    /// <summary>Why <see cref="Macs"/> is unknown; null where it is known.</summary>
    public string? UnknownReason { get; init; }
}
