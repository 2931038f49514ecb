using System.Collections.Immutable;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>A normalization that became part of its convolution.</summary>
/// <param name="Convolution">The convolution's name, or its output's where it has none.</param>
/// <param name="BatchNormalization">The name of the node that is gone.</param>
/// <param name="Scale">For each output channel gamma / sqrt(variance + epsilon): the factor that its kernel was multiplied with.</param>
internal sealed record FoldedBatchNormalization(string Convolution, string BatchNormalization, ImmutableArray<float> Scale);
