using System.Collections.Immutable;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>A normalization that became part of its convolution.</summary>
/// <param name="Convolution">The convolution's name, or its output's where it has none.</param>
/// <param name="BatchNormalization">The name of the node that is gone.</param>
/// <param name="Scale">For each output channel gamma / sqrt(variance + epsilon): the factor that its kernel was multiplied with.</param>
internal sealed record FoldedBatchNormalization(string Convolution, string BatchNormalization, ImmutableArray<float> Scale)
{
    /// <summary>The value that the normalization gave and the convolution now gives.</summary>
    public required string Output { get; init; }

    /// <summary>The mean of each channel of the output over the data that the network was trained with: beta.</summary>
    public required ImmutableArray<float> Mean { get; init; }

    /// <summary>The standard deviation of each channel of the output over that data: |gamma|, but for epsilon.</summary>
    public required ImmutableArray<float> Deviation { get; init; }
}
