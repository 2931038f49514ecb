namespace RsdtrEdge.Compressor.Layers;

/// <summary>What the nodes of a layer do with its weight.</summary>
internal enum LayerKind
{
    /// <summary>Conv: the kernel slides over the positions of a map.</summary>
    Convolution,

    /// <summary>Gemm, or MatMul with a constant on its right: the kernel is a matrix that each row of the input is multiplied with.</summary>
    FullyConnected,
}
