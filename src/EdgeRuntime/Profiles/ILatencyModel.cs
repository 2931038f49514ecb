namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What is known of a machine's speed: how long stages and nodes take on it.</summary>
public interface ILatencyModel
{
    /// <summary>The threads of a run that the times are for.</summary>
    int Threads { get; }

    /// <summary>Whether nothing was timed on the machine: then every figure must be marked as an estimate.</summary>
    bool IsEstimate { get; }

    /// <summary>What the times come from, for reports, such as "pi4.profile.json, 4 threads".</summary>
    string Source { get; }

    /// <summary>Microseconds that a node takes however little it computes.</summary>
    double NodeMicroseconds { get; }

    /// <summary>Microseconds for each mebibyte that a node without arithmetic to speak of (a sum, an activation) reads and writes.</summary>
    double MebibyteMicroseconds { get; }

    /// <summary>
    /// Whether ONNX Runtime adds a sum within the convolution before it, as it does on its blocked layout (x64), so that sums take no time
    /// of their own.
    /// </summary>
    bool FusesSums { get; }

    /// <summary>The channels in a block of the kernels that run dense convolutions: an incomplete block costs as much as a full one. 1 where there are none.</summary>
    int ChannelBlock { get; }

    /// <summary>
    /// Microseconds that a network takes beyond its stages, where one with the same rest was timed as a whole: with what cannot be told node by
    /// node, such as changes of layout and entering a run. Below 0 where its stages by themselves took more than all of it. Null where none was timed.
    /// </summary>
    /// <param name="rest">What names the nodes that are no stages (<see cref="Networks.NetworkOutline.Rest"/>).</param>
    double? RestMicroseconds(string rest) => null;

    /// <summary>
    /// What of their own times the stages of that network took within it where they took more by themselves than all of it: above 0 and below 1. 1 where
    /// they did not, and where none was timed.
    /// </summary>
    /// <param name="rest">What names the nodes that are no stages.</param>
    double StageShare(string rest) => 1;

    /// <summary>The time of one run of a stage.</summary>
    /// <param name="shape">The stage.</param>
    StagePrediction Predict(StageShape shape);
}
