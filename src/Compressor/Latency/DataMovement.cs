using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The time of nodes that have no arithmetic to speak of: sums, activations, joins.</summary>
internal static class DataMovement
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Microseconds of a node: what every node takes, and what reading and writing takes.</summary>
    /// <param name="machine">What is known of the machine's speed.</param>
    /// <param name="bytes">What it reads and writes.</param>
    public static double Microseconds(ILatencyModel machine, long bytes) => machine.NodeMicroseconds + WithinNode(machine, bytes);

    /// <summary>The same within a node that does other work, too.</summary>
    /// <inheritdoc cref="Microseconds"/>
    public static double WithinNode(ILatencyModel machine, long bytes) => bytes / Mebibyte * machine.MebibyteMicroseconds;
}
