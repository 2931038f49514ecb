using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What was decided for a layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Factors">What takes its kernel's place; null where it stays dense.</param>
/// <param name="Error">The relative error, as <see cref="Reports.LayerReport"/> gives it.</param>
/// <param name="DenseReason">Why it stays dense; null where it does not.</param>
internal sealed record LayerDecision(NetworkLayer Layer, FactorizedKernel? Factors, double Error, string? DenseReason)
{
    /// <summary>What is added to the bias so that the mean output stays: T numbers; null for nothing.</summary>
    public float[]? BiasShift { get; init; }

    /// <summary>The kernel that takes the place of a dense layer's own, T C kh kw numbers; null where it stays as it is.</summary>
    public float[]? Kernel { get; init; }

    /// <summary>MACs of all its nodes as it now runs; null where sizes are unknown.</summary>
    public long? Macs => Factors is { } factors ? Layer.MacsOf(factors.Macs) : Layer.Macs;

    /// <summary>Whether anything of the layer changes.</summary>
    public bool ChangesLayer => Factors is not null || Kernel is not null || BiasShift is not null;

    /// <summary>The layer stays as it is.</summary>
    public static LayerDecision Dense(NetworkLayer layer, string reason) => new(layer, null, 0, reason);
}
