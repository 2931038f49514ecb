namespace RsdtrEdge.Runtime.Devices;

/// <summary>The limits that a budget may set; each names the key under <c>limits</c> in a budget file.</summary>
public enum LimitKind
{
    /// <summary><c>parameters</c>: stored weights and biases, in numbers.</summary>
    Parameters,

    /// <summary><c>flops</c>: floating-point operations of one inference, 2 x MACs.</summary>
    Flops,

    /// <summary><c>modelBytes</c>: size of the model file, in bytes.</summary>
    ModelBytes,

    /// <summary><c>peakActivationBytes</c>: the most memory that activations take at one time, in bytes.</summary>
    PeakActivationBytes,

    /// <summary><c>maxOutputError</c>: relative output error against the original, a fraction.</summary>
    MaxOutputError,

    /// <summary><c>minAgreement</c>: the share of predictions that equal the original's, a fraction.</summary>
    MinAgreement,

    /// <summary><c>latencyMs</c>: a percentile of the measured time of one inference, in milliseconds.</summary>
    LatencyMs,
}
