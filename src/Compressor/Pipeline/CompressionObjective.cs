namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>What is sought within the limits.</summary>
public enum CompressionObjective
{
    /// <summary>The least loss; of what loses the same, the fastest, where times are known.</summary>
    Size,

    /// <summary>The least loss; each layer runs by the plan with the fewest FLOPs, whatever is known of times.</summary>
    Flops,

    /// <summary>The least product of squared output error and time: a percent slower must buy half a percent less error. Needs times measured on the board.</summary>
    Latency,
}
