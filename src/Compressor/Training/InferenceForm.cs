using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training;

/// <summary>A trained network as it is shipped.</summary>
public static class InferenceForm
{
    /// <summary>Folds BatchNormalization into the convolutions before it, stores constants as initializers and drops what is not used. What the network computes stays the same but for rounding.</summary>
    /// <param name="network">The network; it is not changed.</param>
    /// <returns>A network of no source.</returns>
    /// <exception cref="RsdtrException">Folding gives NaN or infinity (RSDTR1006), or an old operator cannot be converted (RSDTR1008).</exception>
    public static OnnxModel Of(OnnxModel network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new OnnxModel(Canonicalizer.Run(network).Model.Proto);
    }
}
