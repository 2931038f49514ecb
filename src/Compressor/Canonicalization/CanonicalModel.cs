using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>A model in the form that the later steps expect, and what was done to bring it there.</summary>
/// <param name="Model">
/// The model: a copy that computes the same; weights are initializers that are no inputs (other defaults stay inputs), and the operator set is one that ONNX Runtime runs.
/// </param>
/// <param name="FoldedBatchNormalizations">The normalizations that became part of their convolution, in the order of execution.</param>
/// <param name="Changes">What was done, a sentence each, for the report; empty where the model was in this form already.</param>
internal sealed record CanonicalModel(
    OnnxModel Model, IReadOnlyList<FoldedBatchNormalization> FoldedBatchNormalizations, IReadOnlyList<string> Changes);
