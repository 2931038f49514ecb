using RsdtrEdge.Compressor.Evaluation;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>The parts of the loss and their weights; a part with weight 0 is not computed.</summary>
internal sealed record LossSettings
{
    /// <summary>What the network's outputs are taken for.</summary>
    public OutputKind Outputs { get; init; }

    /// <summary>Weight of the cross-entropy to the labels.</summary>
    public float LabelWeight { get; init; }

    /// <summary>
    /// Weight of the distance to the teacher's outputs: for class scores the Kullback-Leibler divergence of softened classes (Hinton, Vinyals and Dean,
    /// arXiv 1503.02531, section 2), for other outputs the squared difference over the energy of the teacher's.
    /// </summary>
    public float DistillationWeight { get; init; } = 1;

    /// <summary>The temperature that softens the scores of both.</summary>
    public float Temperature { get; init; } = 4;

    /// <summary>
    /// Weight of the relative squared difference to the teacher's values where branches of the network meet: the outputs of Add, or of the Relu
    /// behind one, that both networks have by name (Romero et al., arXiv 1412.6550, equation 3, over the energy).
    /// </summary>
    public float FeatureWeight { get; init; }
}
