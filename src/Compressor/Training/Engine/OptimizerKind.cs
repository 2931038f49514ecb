namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>How weights follow the gradient.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum (Polyak): v = momentum v + g; w = w - rate v.</summary>
    Momentum,

    /// <summary>AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2).</summary>
    AdamW,

    /// <summary>Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks"): steps of matrices are made orthogonal.</summary>
    Muon,
}
