namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>The optimizer and what it keeps for the whole run.</summary>
internal sealed record OptimizerSettings
{
    /// <summary>Which optimizer.</summary>
    public OptimizerKind Kind { get; init; }

    /// <summary>The share of the velocity that stays from one step to the next, with <see cref="OptimizerKind.Momentum"/> and <see cref="OptimizerKind.Muon"/>.</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <summary>The decay of AdamW's mean of gradients.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>The decay of AdamW's mean of squared gradients.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>What AdamW adds to the root of the squares.</summary>
    public float Epsilon { get; init; } = 1e-8f;
}
