using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>Fits layers one after the other, in the order of execution, to samples of what the layers before them really give.</summary>
internal interface ILayerRefit
{
    /// <summary>Whether a layer is to be fitted; asked of all layers that can be factorized before anything runs.</summary>
    /// <param name="layer">The layer's index.</param>
    bool WantsSamples(int layer);

    /// <summary>
    /// E (P x q), onto which the layer's patches are projected before their moments are taken. Null takes them as they are, which is
    /// possible up to P = <see cref="LayerMoments.ExactSize"/>.
    /// </summary>
    /// <param name="layer">The layer's index.</param>
    Matrix? Projection(int layer);

    /// <summary>Fits a layer.</summary>
    /// <param name="layer">The layer's index.</param>
    /// <param name="moments">Its samples; their count is 0 where there was no finite one.</param>
    /// <param name="isDraft">Whether the layer is fitted once more, to samples that what is returned now has a part in: a rough fit will do.</param>
    /// <returns>What the layer computes with from now on; null leaves it as it is.</returns>
    RefittedKernel? Refit(int layer, CrossMoments moments, bool isDraft);
}
