namespace RsdtrEdge.Runtime.Sessions;

/// <summary>How far ONNX Runtime rewrites a graph when it loads it (<c>GraphOptimizationLevel</c>).</summary>
public enum GraphOptimization
{
    /// <summary>Not at all: the graph runs as it is written.</summary>
    None = 0,

    /// <summary>Constant folding and other rewrites that keep to standard operators.</summary>
    Basic = 1,

    /// <summary>Also fusions into operators of the CPU provider; no change of memory layout.</summary>
    Extended = 2,

    /// <summary>Also the blocked memory layout of convolutions, where the processor has kernels for it.</summary>
    All = 99,
}
