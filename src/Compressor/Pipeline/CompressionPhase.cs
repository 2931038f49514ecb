namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>The steps of a compression, for progress.</summary>
public enum CompressionPhase
{
    /// <summary>Reading the model and bringing it into canonical form.</summary>
    Load,

    /// <summary>Finding the ways to run each layer.</summary>
    Candidates,

    /// <summary>Choosing one for each layer.</summary>
    Allocate,

    /// <summary>Computing the chosen factors and rewriting the graph.</summary>
    Rewrite,

    /// <summary>Running original and result in ONNX Runtime.</summary>
    Verify,
}
